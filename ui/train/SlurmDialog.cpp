#include "ui/train/SlurmDialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QVBoxLayout>

#include "core/base/Error.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kWidth = 820, kSetupHeight = 64;
constexpr int kMostCpus = 4096, kMostWarning = 65535;

QJsonArray lines(const QString& text, QChar by)
{
    QJsonArray out;
    for (const QString& line : text.split(by, Qt::SkipEmptyParts))
        if (!line.trimmed().isEmpty())
            out.append(line.trimmed());
    return out;
}

QString joined(const QJsonValue& list, QChar by)
{
    QStringList out;
    for (const QJsonValue& one : list.toArray())
        out += one.toString();
    return out.join(by);
}

} // namespace

SlurmDialog::SlurmDialog(const QString& name, const QString& worker, const QString& runs, QWidget* parent)
    : QDialog(parent), m_name(name), m_worker(worker), m_runs(runs)
{
    setObjectName(QStringLiteral("slurmDialog"));
    setWindowTitle(tr("Submit to Slurm"));
    resize(kWidth, sizeHint().height());
    const QJsonObject kept = QJsonDocument::fromJson(QSettings().value(QStringLiteral("train/slurm")).toByteArray()).object();
    const SlurmSettings usual;
    auto* form = new QFormLayout;
    const auto line = [&](const char* key, const QString& label, const std::string& fallback, const QString& tip) {
        auto* edit = new QLineEdit(kept.contains(QLatin1String(key)) ? kept.value(QLatin1String(key)).toString() : QString::fromStdString(fallback));
        edit->setObjectName(QStringLiteral("slurm.") + QLatin1String(key));
        edit->setToolTip(tip);
        form->addRow(label, edit);
        connect(edit, &QLineEdit::textChanged, this, &SlurmDialog::showScript);
        return edit;
    };
    const auto number = [&](const char* key, const QString& label, int fallback, int most, const QString& tip) {
        auto* box = new QSpinBox;
        box->setObjectName(QStringLiteral("slurm.") + QLatin1String(key));
        box->setRange(0, most);
        box->setValue(kept.value(QLatin1String(key)).toInt(fallback));
        box->setToolTip(tip);
        form->addRow(label, box);
        connect(box, &QSpinBox::valueChanged, this, &SlurmDialog::showScript);
        return box;
    };
    m_partition = line("partition", tr("Partition"), usual.partition, tr("Empty: the cluster's default"));
    m_account = line("account", tr("Account"), usual.account, tr("Empty: your default"));
    m_time = line("time_limit", tr("Time limit"), usual.timeLimit, tr("HH:MM:SS or D-HH:MM:SS; the run goes on in another job after it"));
    m_cpus = number("cpus", tr("Processors"), usual.cpus, kMostCpus, tr("0: the cluster's default"));
    m_memory = line("memory", tr("Memory"), usual.memory, tr("For example 8G; empty: the cluster's default"));
    m_gpus = line("gpus", tr("GPUs"), usual.gpus, tr("For example 1 or a100:2; empty: none"));
    m_warning = number("warning", tr("Warning before the limit, s"), usual.warning, kMostWarning, tr("Seconds in which the run saves itself before the time limit"));
    m_options = line("options", tr("More options"), {}, tr("Options of sbatch with spaces between them, for example --constraint=gpu80"));
    m_options->setText(joined(kept.value(QStringLiteral("options")), QLatin1Char(' ')));
    m_requeue = new QCheckBox(tr("Go on in the queue after the time limit"));
    m_requeue->setChecked(kept.value(QStringLiteral("requeue")).toBool(usual.requeue));
    connect(m_requeue, &QCheckBox::toggled, this, &SlurmDialog::showScript);
    form->addRow(QString(), m_requeue);
    m_setup = new QPlainTextEdit(joined(kept.value(QStringLiteral("setup")), QLatin1Char('\n')));
    m_setup->setFixedHeight(kSetupHeight);
    m_setup->setToolTip(tr("Commands before the run, one a line, for example module load cuda"));
    connect(m_setup, &QPlainTextEdit::textChanged, this, &SlurmDialog::showScript);
    form->addRow(tr("Before the run"), m_setup);

    m_script = new QPlainTextEdit;
    m_script->setObjectName(QStringLiteral("slurmScript"));
    m_script->setProperty("look", "mono");
    m_script->setReadOnly(true);
    m_script->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_problem = makeLabel({}, TextStyle::Small);
    m_problem->setWordWrap(true);
    auto* buttons = new QDialogButtonBox;
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    m_submit = buttons->addButton(tr("Submit"), QDialogButtonBox::AcceptRole);
    m_submit->setObjectName(QStringLiteral("slurmSubmit"));
    m_submit->setProperty("primary", true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(this, &QDialog::accepted, this, &SlurmDialog::keep);
    auto* sides = new QHBoxLayout;
    sides->addLayout(form, 2);
    sides->addWidget(m_script, 3);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(sides);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    showScript();
}

QJsonObject SlurmDialog::settings() const
{
    return {{QStringLiteral("partition"), m_partition->text().trimmed()}, {QStringLiteral("account"), m_account->text().trimmed()},
            {QStringLiteral("time_limit"), m_time->text().trimmed()}, {QStringLiteral("cpus"), m_cpus->value()},
            {QStringLiteral("memory"), m_memory->text().trimmed()}, {QStringLiteral("gpus"), m_gpus->text().trimmed()},
            {QStringLiteral("warning"), m_warning->value()}, {QStringLiteral("requeue"), m_requeue->isChecked()},
            {QStringLiteral("options"), lines(m_options->text(), QLatin1Char(' '))}, {QStringLiteral("setup"), lines(m_setup->toPlainText(), QLatin1Char('\n'))}};
}

void SlurmDialog::keep() const
{
    QSettings().setValue(QStringLiteral("train/slurm"), QJsonDocument(settings()).toJson(QJsonDocument::Compact));
}

void SlurmDialog::showScript()
{
    QString problem;
    try {
        const SlurmSettings read = slurmSettingsFrom(parseJson(QJsonDocument(settings()).toJson().toStdString(), "Slurm"));
        m_script->setPlainText(QString::fromStdString(slurmScript(read, m_name.toStdString(), m_worker.toStdString(), (m_runs + QStringLiteral("/RUN")).toStdString())));
    } catch (const Error& error) {
        problem = QString::fromStdString(error.what());
    }
    m_problem->setText(problem);
    m_submit->setEnabled(problem.isEmpty());
}

} // namespace w2v
