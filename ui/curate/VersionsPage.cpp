#include "ui/curate/VersionsPage.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/curate/ExportFormats.h"
#include "ui/curate/ReportTable.h"
#include "ui/session/Units.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kShownDigest = 12;

QString count(const QJsonObject& object, const char* key)
{
    return formatCount(object.value(QLatin1String(key)).toInteger());
}

QString changeText(const QString& change)
{
    return change == QLatin1String("added") ? VersionsPage::tr("+ added") : change == QLatin1String("removed") ? VersionsPage::tr("− removed") : VersionsPage::tr("changed");
}

ColorRole changeRole(const QString& change)
{
    return change == QLatin1String("added") ? ColorRole::Good : change == QLatin1String("removed") ? ColorRole::Contradicts : ColorRole::Imagined;
}

} // namespace

VersionsPage::VersionsPage(Session& session, QWidget* parent) : QWidget(parent), m_session(session)
{
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("versionName"));
    m_name->setPlaceholderText(tr("Name of a new version"));
    m_name->setMaxLength(100);
    m_which = new QComboBox;
    m_which->addItem(tr("accepted records"), QStringLiteral("accepted"));
    m_which->addItem(tr("all records"), QString());
    m_freeze = new QPushButton(themedIcon(QStringLiteral("database")), tr("Freeze"));
    m_freeze->setObjectName(QStringLiteral("freeze"));
    m_freeze->setToolTip(tr("Keep the records as they are now; later edits do not reach a version"));
    connect(m_freeze, &QPushButton::clicked, this, &VersionsPage::freeze);
    connect(m_name, &QLineEdit::returnPressed, this, &VersionsPage::freeze);
    connect(m_name, &QLineEdit::textChanged, this, &VersionsPage::updateButtons);
    m_compare = new QPushButton(themedIcon(QStringLiteral("compare")), tr("Compare"));
    m_compare->setObjectName(QStringLiteral("compareVersions"));
    m_compare->setToolTip(tr("Choose two versions to see what changed"));
    connect(m_compare, &QPushButton::clicked, this, &VersionsPage::compare);
    m_export = new QPushButton(themedIcon(QStringLiteral("export")), tr("Export…"));
    m_export->setObjectName(QStringLiteral("exportVersion"));
    connect(m_export, &QPushButton::clicked, this, &VersionsPage::askExport);
    m_cancel = new QPushButton(tr("Cancel"));
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_job)
            m_job->cancel();
    });
    auto* top = new QHBoxLayout;
    top->setContentsMargins(space::kWide, space::kGap, space::kWide, space::kGap);
    top->setSpacing(space::kGap);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_name, m_which, m_freeze, m_compare, m_export})
        top->addWidget(widget, widget == m_name ? 1 : 0);
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_stage = makeMuted({}, TextStyle::Small);
    m_stage->setObjectName(QStringLiteral("versionStage"));
    auto* working = new QHBoxLayout;
    working->setContentsMargins(space::kWide, 0, space::kWide, 0);
    working->addWidget(m_cancel);
    working->addWidget(m_progress, 1);
    working->addWidget(m_stage);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(buildReport());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addLayout(working);
    layout->addWidget(scroll, 1);
    m_cancel->hide();
    m_progress->hide();
    updateButtons();
}

QWidget* VersionsPage::buildReport()
{
    m_list = new ReportTable({tr("Version"), tr("Frozen"), tr("Records"), tr("Digest")}, 0);
    m_list->setObjectName(QStringLiteral("versions"));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setToolTip(tr("Choose one to export it, two (Ctrl) to compare them"));
    connect(m_list, &QTableWidget::itemSelectionChanged, this, &VersionsPage::updateButtons);
    m_none = makeMuted(tr("Nothing has been frozen yet. A version keeps the records as they are: what a model was trained on can be named, compared and exported again."));
    m_none->setWordWrap(true);
    m_title = makeLabel({}, TextStyle::Heading);
    m_summary = makeLabel({});
    m_summary->setObjectName(QStringLiteral("versionSummary"));
    m_summary->setWordWrap(true);
    m_rows = new ReportTable({tr("What"), tr("Record"), tr("Where or why")}, 2);
    m_rows->setObjectName(QStringLiteral("versionRows"));
    connect(m_rows, &ReportTable::chosen, this, [this](int, const QVariant& id) {
        if (!id.toString().isEmpty())
            Q_EMIT recordChosen(id.toString());
    });
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(space::kWide, space::kGap, space::kWide, space::kWide);
    layout->setSpacing(space::kGap);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_none, m_list, m_title, m_summary, m_rows})
        layout->addWidget(widget);
    layout->addStretch();
    for (QWidget* widget : std::initializer_list<QWidget*>{m_title, m_summary, m_rows})
        widget->hide();
    return page;
}

void VersionsPage::refresh()
{
    m_versions.clear();
    try {
        if (const Project* project = m_session.project())
            m_versions = datasetVersions(*project);
    } catch (const std::exception& error) {
        m_session.report(QStringLiteral("curate.versions"), error);
    }
    m_list->clearRows();
    for (const DatasetVersion& version : m_versions)
        m_list->addRow({QString::fromStdString(version.name), QString::fromStdString(version.time), formatCount(version.records),
                        QString::fromStdString(version.digest).left(kShownDigest)});
    m_list->fit();
    m_list->setVisible(!m_versions.empty());
    m_none->setVisible(m_versions.empty());
    updateButtons();
}

void VersionsPage::updateButtons()
{
    const bool idle = m_session.hasProject() && !isRunning();
    const qsizetype chosen = m_list->chosenRows().size();
    m_freeze->setEnabled(idle && !m_name->text().trimmed().isEmpty());
    m_compare->setEnabled(idle && chosen == 2);
    m_export->setEnabled(idle && chosen == 1);
}

void VersionsPage::start(const QString& op, QJsonObject params, std::function<void(const QJsonObject&)> done)
{
    params.insert(QStringLiteral("project"), m_session.projectPath());
    m_job = m_session.jobs().start(op, params);
    m_progress->setValue(0);
    m_progress->show();
    m_cancel->show();
    m_stage->setText(tr("Starting…"));
    updateButtons();
    connect(m_job, &Job::progress, this, [this](double fraction, const QString& stage) {
        m_progress->setValue(static_cast<int>(fraction * 1000));
        m_stage->setText(stage);
    });
    connect(m_job, &Job::finished, this, [this, done](const QJsonObject& result) {
        m_stage->clear();
        done(result);
    });
    connect(m_job, &Job::failed, this, [this](const JobError& error) { m_stage->setText(error.message); });
    connect(m_job, &Job::cancelled, this, [this] { m_stage->setText(tr("Cancelled.")); });
    connect(m_job, &Job::ended, this, [this] {
        m_progress->hide();
        m_cancel->hide();
        updateButtons();
    });
}

void VersionsPage::freeze()
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty() || isRunning() || !m_session.hasProject())
        return;
    QJsonObject params{{QStringLiteral("name"), name}};
    if (const QString state = m_which->currentData().toString(); !state.isEmpty())
        params.insert(QStringLiteral("state"), state);
    start(QStringLiteral("dataset.freeze"), params, [this](const QJsonObject& version) {
        m_name->clear();
        refresh();
        m_stage->setText(tr("Froze %1 records.").arg(count(version, "records")));
    });
}

void VersionsPage::compare()
{
    const QList<int> rows = m_list->chosenRows();
    if (rows.size() != 2)
        return;
    const auto name = [&](int row) { return QString::fromStdString(m_versions[static_cast<std::size_t>(row)].name); };
    start(QStringLiteral("dataset.diff"), {{QStringLiteral("from"), name(rows[0])}, {QStringLiteral("to"), name(rows[1])}},
          [this](const QJsonObject& diff) { showDiff(diff); });
}

void VersionsPage::showDiff(const QJsonObject& diff)
{
    const auto name = [&](const char* side) { return diff.value(QLatin1String(side)).toObject().value(QStringLiteral("name")).toString(); };
    m_title->setText(tr("From %1 to %2").arg(name("from"), name("to")));
    QString words = diff.value(QStringLiteral("same")).toBool()
        ? tr("Both hold the same records.")
        : tr("%1 added, %2 removed, %3 changed, %4 unchanged.").arg(count(diff, "added"), count(diff, "removed"), count(diff, "changed"), count(diff, "unchanged"));
    const QJsonObject fields = diff.value(QStringLiteral("fields")).toObject();
    QStringList changes;
    for (auto it = fields.begin(); it != fields.end(); ++it)
        changes << QStringLiteral("%1 %2").arg(it.key(), formatCount(it.value().toInteger()));
    if (!changes.isEmpty())
        words += QLatin1Char(' ') + tr("Fields: %1.").arg(changes.join(QStringLiteral(", ")));
    m_summary->setText(words);
    m_rows->clearRows();
    for (const QJsonValue& each : diff.value(QStringLiteral("examples")).toArray()) {
        const QJsonObject example = each.toObject();
        const QString change = example.value(QStringLiteral("change")).toString(), id = example.value(QStringLiteral("id")).toString();
        QStringList names;
        for (const QJsonValue& field : example.value(QStringLiteral("fields")).toArray())
            names << field.toString();
        m_rows->addRow({changeText(change), id, names.join(QStringLiteral(", "))}, id, changeRole(change));
    }
    m_title->show();
    m_summary->show();
    m_rows->setVisible(m_rows->rowCount() > 0);
    m_rows->fit();
}

void VersionsPage::askExport()
{
    QString format;
    const QString folder = askExportFolder(this, format);
    if (!folder.isEmpty())
        exportTo(folder, format);
}

void VersionsPage::exportTo(const QString& folder, const QString& format)
{
    const QList<int> rows = m_list->chosenRows();
    if (rows.size() != 1)
        return;
    start(QStringLiteral("dataset.export"), {{QStringLiteral("out"), folder},
                                             {QStringLiteral("format"), format},
                                             {QStringLiteral("version"), QString::fromStdString(m_versions[static_cast<std::size_t>(rows[0])].name)}},
          [this](const QJsonObject& report) { showExport(report); });
}

void VersionsPage::showExport(const QJsonObject& report)
{
    m_title->setText(tr("Exported to %1").arg(report.value(QStringLiteral("out")).toString()));
    m_summary->setText(tr("%1 records and %2 pictures were written as %3; each was checked by the rules of the trainer that reads it. %4 were left out.")
                           .arg(count(report, "records"), count(report, "images"), report.value(QStringLiteral("format")).toString(), count(report, "skipped")));
    m_rows->clearRows();
    for (const QJsonValue& problem : report.value(QStringLiteral("problems")).toArray()) {
        const QString text = problem.toString();
        const QString id = text.startsWith(QLatin1String("record ")) ? text.mid(7).section(QLatin1Char(':'), 0, 0) : QString();
        m_rows->addRow({tr("✕ left out"), id, text}, id, ColorRole::Contradicts);
    }
    m_title->show();
    m_summary->show();
    m_rows->setVisible(m_rows->rowCount() > 0);
    m_rows->fit();
}

} // namespace w2v
