#include "ui/observe/ImportDialog.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include "ui/observe/PathSettings.h"
#include "ui/session/Units.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/FactTable.h"
#include "ui/widgets/Labels.h"

namespace w2v {

ImportDialog::ImportDialog(Session& session, PathDraft& draft, QWidget* parent)
    : QDialog(parent), m_session(session), m_draft(draft), m_status(makeLabel({})), m_facts(new FactTable), m_actions(new QPlainTextEdit), m_evidence(new QTableWidget(0, 4)),
      m_use(new QPushButton(tr("Use as the path"))), m_doctor(new QPushButton(tr("Test the convention"))),
      m_reread(new QPushButton(tr("Read in the chosen convention")))
{
    setObjectName("observe.import");
    setWindowTitle(tr("Import camera poses"));
    resize(640, 620);
    auto* layout = new QVBoxLayout(this);
    m_status->setObjectName("import.status");
    m_status->setWordWrap(true);
    layout->addWidget(m_status);
    layout->addWidget(m_facts);
    m_actions->setReadOnly(true);
    m_actions->setProperty("look", "mono");
    m_actions->setAccessibleName(tr("The path as text"));
    m_actions->setFixedHeight(3 * space::kControl);
    layout->addWidget(m_actions);
    m_evidence->setObjectName("import.evidence");
    m_evidence->setAccessibleName(tr("Evidence for each convention"));
    m_evidence->setProperty("look", "plain");
    m_evidence->setHorizontalHeaderLabels({tr("Convention"), tr("Agrees"), tr("In view"), tr("Median error")});
    m_evidence->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_evidence->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_evidence->verticalHeader()->hide();
    m_evidence->setShowGrid(false);
    m_evidence->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_evidence->setSelectionMode(QAbstractItemView::SingleSelection);
    m_evidence->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_evidence->hide();
    layout->addWidget(m_evidence, 1);
    layout->addStretch();
    auto* buttons = new QHBoxLayout;
    m_use->setObjectName("import.use");
    m_use->setProperty("primary", true);
    m_doctor->setObjectName("import.doctor");
    m_reread->setObjectName("import.reread");
    buttons->addWidget(m_doctor);
    buttons->addWidget(m_reread);
    buttons->addStretch(1);
    buttons->addWidget(m_use);
    layout->addLayout(buttons);
    m_reread->hide();
    connect(m_use, &QPushButton::clicked, this, &ImportDialog::use);
    connect(m_doctor, &QPushButton::clicked, this, &ImportDialog::examine);
    connect(m_reread, &QPushButton::clicked, this, [this] {
        if (const QTableWidgetItem* chosen = m_evidence->item(m_evidence->currentRow(), 0))
            read(chosen->text());
    });
}

void ImportDialog::openFile(const QString& file)
{
    m_file = file;
    m_evidence->hide();
    m_reread->hide();
    read({});
}

void ImportDialog::run(const QString& op, const QJsonObject& params, const std::function<void(const QJsonObject&)>& done)
{
    if (m_job)
        m_job->cancel();
    m_job = m_session.jobs().start(op, params);
    for (QPushButton* button : {m_use, m_doctor, m_reread})
        button->setEnabled(false);
    connect(m_job, &Job::finished, this, [this, done](const QJsonObject& result) {
        m_doctor->setEnabled(true);
        m_reread->setEnabled(true);
        m_use->setEnabled(!m_result.isEmpty());
        done(result);
    });
    connect(m_job, &Job::failed, this, [this](const JobError& error) {
        m_doctor->setEnabled(true);
        m_reread->setEnabled(true);
        m_use->setEnabled(!m_result.isEmpty());
        m_status->setText(error.message);
    });
}

void ImportDialog::read(const QString& convention)
{
    const PathSettings settings = PathSettings::load();
    QJsonObject params{{"file", m_file}, {"snap_m", settings.snap.meters}, {"snap_deg", settings.snap.degrees}};
    if (!convention.isEmpty())
        params["convention"] = convention;
    m_result = {};
    m_facts->clear();
    m_actions->clear();
    m_status->setText(tr("Reading %1").arg(QFileInfo(m_file).fileName()));
    run("trajectory.import", params, [this](const QJsonObject& result) { showResult(result); });
}

void ImportDialog::showResult(const QJsonObject& result)
{
    m_result = result;
    m_use->setEnabled(true);
    const QJsonObject error = result.value("error").toObject();
    const bool exact = result.value("exact").toBool();
    m_status->setText(exact ? tr("The poses are exactly those of actions.")
                            : tr("A free path: actions follow it within %1 and %2.")
                                  .arg(formatMeters(error.value("max_m").toDouble()), formatDegrees(error.value("max_deg").toDouble())));
    m_facts->clear();
    m_facts->add(tr("File"), QFileInfo(m_file).fileName());
    m_facts->add(tr("Format"), result.value("format").toString());
    m_facts->add(tr("Convention"), result.value("convention").toString());
    m_facts->add(tr("Poses"), formatCount(result.value("poses").toInt()));
    if (!exact) {
        m_facts->add(tr("Distance"), tr("%1 at most, %2 on average, %3 at the end")
                                         .arg(formatMeters(error.value("max_m").toDouble()), formatMeters(error.value("mean_m").toDouble()),
                                              formatMeters(error.value("end_m").toDouble())));
        m_facts->add(tr("Heading"), tr("%1 at most, %2 on average")
                                        .arg(formatDegrees(error.value("max_deg").toDouble()), formatDegrees(error.value("mean_deg").toDouble())));
        m_facts->add(tr("Out of the plane"), tr("%1 and %2").arg(formatMeters(error.value("max_height_m").toDouble()),
                                                                 formatDegrees(error.value("max_tilt_deg").toDouble())));
    }
    if (result.value("level").toBool())
        m_facts->addNote(tr("The start was levelled: its pitch is not part of the path."));
    for (const QJsonValue& warning : result.value("warnings").toArray())
        m_facts->addNote(warning.toString());
    m_actions->setPlainText(result.value("actions").toString());
}

void ImportDialog::examine()
{
    QJsonObject params{{"file", m_file}};
    if (m_draft.isOpen()) {
        params["project"] = m_session.projectPath();
        params["observation"] = QString::fromStdString(m_draft.stored().observation);
    }
    m_status->setText(tr("Comparing pictures under every convention"));
    run("trajectory.doctor", params, [this](const QJsonObject& result) { showEvidence(result); });
}

void ImportDialog::showEvidence(const QJsonObject& result)
{
    const bool depth = result.value("method").toString() == "depth";
    const QJsonArray evidence = result.value("evidence").toArray();
    const QString best = result.value("best").toString(), share = formatPercent(evidence.first().toObject().value("score").toDouble());
    if (best.isEmpty())
        m_status->setText(tr("The pictures do not decide: at best %1 of the samples agree, or several conventions fit alike.").arg(share));
    else if (result.value("assumed_holds").toBool())
        m_status->setText(tr("The convention %1 holds: %2 of the samples agree.").arg(best, share));
    else
        m_status->setText(tr("The poses are %1, not %2: %3 of the samples agree.").arg(best, result.value("assumed").toString(), share));
    m_status->setToolTip(result.value("verdict").toString());
    m_evidence->setRowCount(int(evidence.size()));
    for (int row = 0; row < m_evidence->rowCount(); ++row) {
        const QJsonObject entry = evidence.at(row).toObject();
        const QString error = depth ? formatPercent(entry.value("median_relative_error").toDouble())
                                    : QString("%1 px").arg(entry.value("median_pixels").toDouble(), 0, 'f', 1);
        const QString texts[] = {entry.value("convention").toString(), formatPercent(entry.value("score").toDouble()),
                                 formatPercent(entry.value("in_view").toDouble()), error};
        for (int column = 0; column < 4; ++column)
            m_evidence->setItem(row, column, new QTableWidgetItem(texts[column]));
        if (entry.value("convention") == result.value("best"))
            m_evidence->selectRow(row);
    }
    m_evidence->show();
    m_reread->show();
}

void ImportDialog::use()
{
    try {
        m_draft.setActions(parseActions(m_result.value("actions").toString().toStdString()), tr("import %1").arg(QFileInfo(m_file).fileName()));
        close();
    } catch (const std::exception& error) {
        m_status->setText(QString::fromUtf8(error.what()));
    }
}

} // namespace w2v
