#include "ui/curate/AuditPage.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/eval/Audit.h"
#include "ui/curate/ReportTable.h"
#include "ui/plots/BarChart.h"
#include "ui/records/TaskText.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kChartHeight = 200;

QString text(const Json& object, const char* key)
{
    const Json& value = object.at(key);
    return QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
}

QString number(double value, int digits = 1)
{
    return QLocale::c().toString(value, 'f', digits);
}

QString count(const Json& object, const char* key)
{
    return QLocale::c().toString(static_cast<qlonglong>(object.at(key).get<std::int64_t>()));
}

QString weightText(const std::string& weight)
{
    return weight == "defect" ? AuditPage::tr("✕ defect") : weight == "warning" ? AuditPage::tr("! warning") : AuditPage::tr("note");
}

ColorRole weightRole(const std::string& weight)
{
    return weight == "defect" ? ColorRole::Contradicts : weight == "warning" ? ColorRole::Imagined : ColorRole::Muted;
}

BarChart::Bar bar(double percent, const QString& name)
{
    return {percent, 0, 0, QStringLiteral("%1: %2 %").arg(name, number(percent))};
}

BarChart* makeChart(const QString& name, const QString& empty)
{
    auto* chart = new BarChart;
    chart->setObjectName(name);
    chart->setEmptyText(empty);
    chart->setFixedHeight(kChartHeight);
    return chart;
}

void showBlind(BarChart& chart, const Json& shortcuts)
{
    const QVector<BarChart::Kind> kinds{{AuditPage::tr("majority"), 0, true}, {AuditPage::tr("geometry or table"), 1, false}, {AuditPage::tr("text model"), 2, false}};
    QVector<BarChart::Group> groups;
    for (const auto& [task, row] : shortcuts.items())
        groups.push_back({QString::fromStdString(task),
                          row.contains("above") ? AuditPage::tr("%1, %2 points").arg(count(row, "records"), (row.at("above").get<double>() > 0 ? QStringLiteral("+") : QString()) + number(row.at("above").get<double>()))
                                                : AuditPage::tr("%1 records").arg(count(row, "records")),
                          ColorRole::Muted,
                          {bar(row.at("majority").get<double>(), kinds[0].name), bar(row.at("rule").get<double>(), kinds[1].name),
                           bar(row.at("text").get<double>(), kinds[2].name)}});
    chart.set(kinds, groups);
}

/// One group a task, one bar a value that `shares` finds in it; a value keeps its colour over the tasks.
void showShares(BarChart& chart, const Json& tasks, const std::function<std::vector<std::pair<QString, double>>(const Json&)>& shares)
{
    QStringList names;
    for (const auto& [task, row] : tasks.items())
        for (const auto& [name, percent] : shares(row))
            if (!names.contains(name))
                names << name;
    QVector<BarChart::Kind> kinds;
    for (const QString& name : names)
        kinds.push_back({name, static_cast<int>(kinds.size()), false});
    QVector<BarChart::Group> groups;
    for (const auto& [task, row] : tasks.items()) {
        QVector<BarChart::Bar> bars(names.size());
        for (const auto& [name, percent] : shares(row))
            bars[names.indexOf(name)] = bar(percent, name);
        groups.push_back({QString::fromStdString(task), {}, ColorRole::Muted, bars});
    }
    chart.set(kinds, groups);
}

std::vector<std::pair<QString, double>> yesShares(const Json& splits)
{
    std::vector<std::pair<QString, double>> shares;
    for (const auto& [split, counts] : splits.items()) {
        const double yes = counts.at("yes").get<double>(), all = yes + counts.at("no").get<double>();
        shares.emplace_back(AuditPage::tr("yes, %1").arg(splitText(QString::fromStdString(split))), all > 0 ? 100 * yes / all : 0);
    }
    return shares;
}

std::vector<std::pair<QString, double>> directionShares(const Json& counts)
{
    double all = 0;
    for (const auto& [name, n] : counts.items())
        all += n.get<double>();
    std::vector<std::pair<QString, double>> shares;
    for (const auto& [name, n] : counts.items())
        shares.emplace_back(QString::fromStdString(name).replace(QLatin1Char('_'), QLatin1Char(' ')), all > 0 ? 100 * n.get<double>() / all : 0);
    return shares;
}

} // namespace

AuditPage::AuditPage(Session& session, QWidget* parent) : QWidget(parent), m_session(session)
{
    m_run = new QPushButton(themedIcon(QStringLiteral("play")), tr("Run the audit"));
    m_run->setObjectName(QStringLiteral("runAudit"));
    connect(m_run, &QPushButton::clicked, this, &AuditPage::run);
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setObjectName(QStringLiteral("cancelAudit"));
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_job)
            m_job->cancel();
    });
    m_save = new QPushButton(themedIcon(QStringLiteral("save")), tr("Save the report…"));
    connect(m_save, &QPushButton::clicked, this, &AuditPage::save);
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_stage = makeMuted({}, TextStyle::Small);
    m_stage->setObjectName(QStringLiteral("auditStage"));
    auto* top = new QHBoxLayout;
    top->setContentsMargins(space::kWide, space::kGap, space::kWide, space::kGap);
    top->setSpacing(space::kGap);
    top->addWidget(m_run);
    top->addWidget(m_cancel);
    top->addWidget(m_progress, 1);
    top->addWidget(m_stage);
    top->addStretch(1);
    top->addWidget(m_save);
    m_report = new QScrollArea;
    m_report->setObjectName(QStringLiteral("auditReport"));
    m_report->setWidgetResizable(true);
    m_report->setFrameShape(QFrame::NoFrame);
    m_report->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_report->setWidget(buildReport());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_report, 1);
    m_cancel->hide();
    m_progress->hide();
    clear();
}

QWidget* AuditPage::buildReport()
{
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(space::kWide, space::kGap, space::kWide, space::kWide);
    layout->setSpacing(space::kGap);
    m_verdict = makeLabel({}, TextStyle::Heading);
    m_verdict->setObjectName(QStringLiteral("auditVerdict"));
    m_verdict->setWordWrap(true);
    m_note = makeMuted({});
    m_note->setObjectName(QStringLiteral("auditNote"));
    m_note->setWordWrap(true);
    layout->addWidget(m_verdict);
    layout->addWidget(m_note);
    m_findings = new ReportTable({tr("Weight"), tr("Code"), tr("Task"), tr("What was found"), tr("Records")}, 3);
    m_findings->setObjectName(QStringLiteral("findings"));
    m_findings->setToolTip(tr("Click a finding to see its records"));
    connect(m_findings, &ReportTable::chosen, this, [this](int row) {
        const Json& finding = m_audit.at("findings").at(static_cast<std::size_t>(row));
        QStringList ids;
        for (const Json& id : finding.at("examples"))
            if (id.is_string())
                ids << QString::fromStdString(id.get<std::string>());
        Q_EMIT findingChosen(text(finding, "text"), ids, text(finding, "task"));
    });
    m_noFindings = makeMuted(tr("Nothing was found."));
    m_blind = makeChart(QStringLiteral("blindAnswers"), tr("Blind answers need records of at least two scenes."));
    m_balance = makeChart(QStringLiteral("balanceChart"), tr("There are no yes or no questions."));
    m_directions = makeChart(QStringLiteral("directionChart"), tr("There are no questions for a direction."));
    m_reward = new ReportTable({tr("Task"), tr("Mode"), tr("Variant"), tr("Records"), tr("Own answer, lowest"), tr("below 1"),
                                tr("Wrong answer, highest"), tr("too close")}, 1);
    m_labels = new ReportTable({tr("Task"), tr("Checked"), tr("Disagree"), tr("Share, 95 %")}, 3);
    m_noise = new ReportTable({tr("Task"), tr("Measured"), tr("Contradict"), tr("Not measured"), tr("Share, 95 %")}, 4);
    m_noise->setObjectName(QStringLiteral("labelNoise"));
    m_split = makeLabel({});
    m_split->setWordWrap(true);
    const auto section = [&](const QString& title, const QString& about, std::initializer_list<QWidget*> widgets) {
        layout->addSpacing(space::kGap);
        layout->addWidget(makeLabel(title, TextStyle::Heading));
        if (!about.isEmpty()) {
            auto* words = makeMuted(about);
            words->setWordWrap(true);
            layout->addWidget(words);
        }
        for (QWidget* widget : widgets)
            layout->addWidget(widget);
    };
    section(tr("Findings"), {}, {m_findings, m_noFindings});
    section(tr("Answers that never look at a picture"), tr("Percent right; each record is answered by rules that saw other scenes only. Yes/no tasks are held against guessing: the larger of the "
               "majority and one half, because with balanced answers the majority of other scenes is often the minority here. Below each: points above that."),
            {m_blind});
    section(tr("Balance of yes and no"), tr("Percent of the answers that are yes; half is right."), {m_balance});
    section(tr("Directions"), tr("Percent of the answers."), {m_directions});
    section(tr("The reward on right and wrong answers"), {}, {m_reward});
    section(tr("Labels against the geometry of their views"), {}, {m_labels});
    section(tr("Label noise by the motion check"),
            tr("Records whose views moved otherwise than asked, by the motion measured in their pixels; the share is of those where it was measured."), {m_noise});
    section(tr("Split"), {}, {m_split});
    layout->addStretch();
    return page;
}

QJsonObject AuditPage::parameters() const
{
    return {{QStringLiteral("project"), m_session.projectPath()}};
}

QString AuditPage::commandLine() const
{
    return copyAsCommand(QStringLiteral("audit"), parameters());
}

void AuditPage::run()
{
    if (isRunning() || !m_session.hasProject())
        return;
    m_job = m_session.jobs().start(QStringLiteral("audit"), parameters());
    m_run->setEnabled(false);
    m_cancel->show();
    m_progress->setValue(0);
    m_progress->show();
    m_stage->setText(tr("Starting…"));
    connect(m_job, &Job::progress, this, [this](double fraction, const QString& stage, double eta) {
        m_progress->setValue(static_cast<int>(fraction * 1000));
        m_stage->setText(eta > 0 ? tr("%1, %2 s left").arg(stage, number(eta, 0)) : stage);
    });
    connect(m_job, &Job::finished, this, [this] {
        m_stage->clear();
        refresh();
    });
    connect(m_job, &Job::failed, this, [this](const JobError& error) { m_stage->setText(error.message); });
    connect(m_job, &Job::cancelled, this, [this] { m_stage->setText(tr("Cancelled.")); });
    connect(m_job, &Job::ended, this, [this] {
        m_run->setEnabled(true);
        m_cancel->hide();
        m_progress->hide();
    });
}

void AuditPage::attach()
{
    m_stored.clear();
    m_stage->clear();
    clear();
    m_run->setEnabled(m_session.hasProject());
    refresh();
}

void AuditPage::refresh()
{
    Project* project = m_session.project();
    if (!project)
        return;
    try {
        if (const std::optional<std::string> stored = project->value(kNewestAudit); stored && *stored != m_stored) {
            m_stored = *stored;
            show(Json::parse(m_stored));
        }
        showStale();
    } catch (const std::exception& error) { // written by another version
        clear();
        m_note->setText(tr("The newest audit cannot be shown (%1): run it again.").arg(QString::fromUtf8(error.what())));
    }
}

void AuditPage::clear()
{
    m_audit = Json();
    m_verdict->setText(tr("The records have not been audited yet."));
    m_note->setText(tr("An audit looks for answers that can be told without looking, for words that leak them, for wrong labels, rewards that "
                       "do not tell right from wrong, and scenes on two sides of the split. It changes nothing."));
    m_save->setEnabled(false);
    for (int i = 2; QLayoutItem* item = m_report->widget()->layout()->itemAt(i); ++i)
        if (item->widget())
            item->widget()->hide();
}

void AuditPage::show(const Json& audit)
{
    const Json &findings = audit.at("findings"), &split = audit.at("split");
    m_findings->clearRows();
    for (const Json& finding : findings) {
        const std::string weight = finding.at("weight").get<std::string>();
        m_findings->addRow({weightText(weight), text(finding, "code"), text(finding, "task"), text(finding, "text"), count(finding, "records")}, {},
                           weightRole(weight));
    }
    showBlind(*m_blind, audit.at("shortcuts"));
    showShares(*m_balance, audit.at("balance"), yesShares);
    showShares(*m_directions, audit.at("directions"), directionShares);
    m_reward->clearRows();
    for (const Json& row : audit.at("self_test"))
        m_reward->addRow({text(row, "task"), text(row, "mode"), text(row, "variant"), count(row, "records"), number(row.at("gold_lowest").get<double>(), 3),
                          count(row, "gold_failed"), number(row.at("wrong_highest").get<double>(), 3), count(row, "wrong_passed")});
    m_labels->clearRows();
    for (const auto& [task, row] : audit.at("labels").items())
        m_labels->addRow({QString::fromStdString(task), count(row, "checked"), count(row, "disagree"),
                          tr("%1 % (%2 to %3)").arg(number(row.at("percent").get<double>(), 2), number(row.at("interval").at(0).get<double>(), 2),
                                                    number(row.at("interval").at(1).get<double>(), 2))});
    m_noise->clearRows();
    for (const auto& [task, row] : audit.at("label_noise").items())
        m_noise->addRow({QString::fromStdString(task), count(row, "checked"), count(row, "contradict"), count(row, "unmeasured"),
                         row.contains("percent") ? tr("%1 % (%2 to %3)").arg(number(row.at("percent").get<double>(), 2), number(row.at("interval").at(0).get<double>(), 2),
                                                                             number(row.at("interval").at(1).get<double>(), 2))
                                                 : tr("not measured")});
    QString words = tr("%1 scenes, %2 on two sides; %3 pictures, %4 on two sides.")
                        .arg(count(split, "scenes"), count(split, "shared_scenes"), count(split, "images"), count(split, "shared_images"));
    if (split.contains("duplicates")) {
        const Json& twins = split.at("duplicates");
        words += QLatin1Char(' ') + tr("Near-duplicate views of different scenes: %1 pairs among %2 views, %3 across the split.")
                                        .arg(count(twins, "pairs"), count(twins, "views"), count(twins, "across_split"));
    }
    m_split->setText(words);
    m_audit = audit;
    for (int i = 2; QLayoutItem* item = m_report->widget()->layout()->itemAt(i); ++i)
        if (item->widget())
            item->widget()->show();
    m_noFindings->setVisible(findings.empty());
    m_findings->setVisible(!findings.empty());
    for (ReportTable* table : {m_findings, m_reward, m_labels, m_noise})
        table->fit();
    const bool passed = audit.at("passed").get<bool>();
    m_verdict->setText(passed ? tr("✓ %1 records, no defect was found.").arg(count(audit, "records"))
                              : tr("✕ %1 records, defects were found.").arg(count(audit, "records")));
    m_save->setEnabled(true);
}

void AuditPage::showStale()
{
    if (m_audit.is_null())
        return;
    QString note = tr("Audited %1.").arg(QString::fromStdString(m_audit.value("time", "")));
    if (m_audit.value("last_record", std::int64_t{0}) != m_session.project()->lastRecordNumber())
        note += QLatin1Char(' ') + tr("Records were made since then: run it again.");
    m_note->setText(note);
}

void AuditPage::save()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the report"), QStringLiteral("audit.html"), tr("Page (*.html);;JSON (*.json)"));
    if (file.isEmpty())
        return;
    try {
        const std::filesystem::path path = file.toStdString();
        if (file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive))
            writeJson(path, m_audit);
        else
            writeFileAtomic(path, auditHtml(m_audit, m_session.projectName().toStdString()));
        m_stage->setText(tr("Saved as %1.").arg(QFileInfo(file).fileName()));
    } catch (const std::exception& error) {
        m_session.report(QStringLiteral("curate.audit"), error);
    }
}

} // namespace w2v
