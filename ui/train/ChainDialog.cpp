#include "ui/train/ChainDialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QJsonArray>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "core/base/Error.h"
#include "core/training/ShippedRecipes.h"
#include "ui/session/JobRunner.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kWidth = 620, kCommandHeight = 84, kMostQuestions = 1'000'000, kMostRetries = 100;
constexpr double kMostMinutes = 1e6;

} // namespace

ChainDialog::ChainDialog(const QString& project, const QString& sft, const QString& grpo, QWidget* parent) : QDialog(parent), m_project(project)
{
    setObjectName(QStringLiteral("chainDialog"));
    setWindowTitle(tr("Chain of stages"));
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("chain.name"));
    m_name->setPlaceholderText(tr("the first recipe's name"));
    m_sft = recipes(QStringLiteral("sft"), sft);
    m_sft->setObjectName(QStringLiteral("chain.sft"));
    m_grpo = recipes(QStringLiteral("grpo"), grpo);
    m_grpo->setObjectName(QStringLiteral("chain.grpo"));
    const auto minutes = [this] {
        auto* box = new QDoubleSpinBox;
        box->setRange(0, kMostMinutes);
        box->setDecimals(1);
        box->setSuffix(tr(" min"));
        box->setSpecialValueText(tr("as the recipe says"));
        connect(box, &QDoubleSpinBox::valueChanged, this, &ChainDialog::refresh);
        return box;
    };
    m_sftMinutes = minutes();
    m_grpoMinutes = minutes();
    m_base = new QLineEdit;
    m_base->setObjectName(QStringLiteral("chain.base"));
    m_base->setPlaceholderText(tr("the recipe's"));
    m_base->setToolTip(tr("Folder of a checkpoint that the first stage starts from"));
    m_reinforce = new QCheckBox(tr("Reinforcement from the merged model"));
    m_reinforce->setObjectName(QStringLiteral("chain.reinforce"));
    m_reinforce->setChecked(true);
    m_bench = new QCheckBox(tr("Benchmark every checkpoint on held-out records"));
    m_bench->setObjectName(QStringLiteral("chain.bench"));
    m_bench->setChecked(true);
    m_lastOnly = new QCheckBox(tr("The last checkpoint of each stage only"));
    m_limit = new QSpinBox;
    m_limit->setObjectName(QStringLiteral("chain.limit"));
    m_limit->setRange(0, kMostQuestions);
    m_limit->setSpecialValueText(tr("all"));
    m_limit->setToolTip(tr("Questions of each task"));
    m_outside = new QLineEdit;
    m_outside->setPlaceholderText(QStringLiteral(R"({"benchmark": "sat", "questions": "/data/SAT_test.json"})"));
    m_outside->setToolTip(tr("Another benchmark: the parameters of w2v bench answer as a JSON object"));
    m_retries = new QSpinBox;
    m_retries->setRange(0, kMostRetries);
    m_retries->setValue(2);
    m_retries->setToolTip(tr("A stage whose process dies without a word (killed, out of memory, power) is begun again this often and goes on where it was"));

    auto* form = new QFormLayout;
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("Supervised"), m_sft);
    form->addRow(tr("takes"), m_sftMinutes);
    form->addRow(tr("starts from"), m_base);
    form->addRow(QString(), m_reinforce);
    form->addRow(tr("Reinforcement"), m_grpo);
    form->addRow(tr("takes"), m_grpoMinutes);
    form->addRow(QString(), m_bench);
    form->addRow(QString(), m_lastOnly);
    form->addRow(tr("Questions a task"), m_limit);
    form->addRow(tr("Another benchmark"), m_outside);
    form->addRow(tr("Tries after a crash"), m_retries);
    m_command = new QPlainTextEdit;
    m_command->setObjectName(QStringLiteral("chainCommand"));
    m_command->setProperty("look", "mono");
    m_command->setReadOnly(true);
    m_command->setFixedHeight(kCommandHeight);
    auto* buttons = new QDialogButtonBox;
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    m_add = buttons->addButton(tr("Put into the queue"), QDialogButtonBox::AcceptRole);
    m_add->setObjectName(QStringLiteral("chainAdd"));
    m_add->setProperty("primary", true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    auto* what = makeMuted(tr("Each stage waits for those it needs. When one fails, the others go on, and it can be tried again from where it stopped."), TextStyle::Small);
    what->setWordWrap(true);
    layout->addWidget(what);
    layout->addLayout(form);
    layout->addWidget(m_command);
    layout->addWidget(buttons);
    resize(kWidth, sizeHint().height());
    for (QLineEdit* line : {m_name, m_base, m_outside})
        connect(line, &QLineEdit::textChanged, this, &ChainDialog::refresh);
    for (QComboBox* box : {m_sft, m_grpo})
        connect(box, &QComboBox::currentIndexChanged, this, &ChainDialog::refresh);
    for (QCheckBox* box : {m_reinforce, m_bench, m_lastOnly})
        connect(box, &QCheckBox::toggled, this, &ChainDialog::refresh);
    for (QSpinBox* box : {m_limit, m_retries})
        connect(box, &QSpinBox::valueChanged, this, &ChainDialog::refresh);
    refresh();
}

/// The shipped recipes of a kind and those of the project.
QComboBox* ChainDialog::recipes(const QString& kind, const QString& chosen)
{
    auto* box = new QComboBox;
    const auto offer = [&](const QString& text, const QString& value) {
        try {
            if (recipeNamed(value.toStdString()).kind == kind.toStdString() && box->findData(value) < 0)
                box->addItem(text, value);
        } catch (const Error&) {
            return; // not a recipe
        }
    };
    for (const std::string& name : shippedRecipeNames())
        offer(QString::fromStdString(name), QString::fromStdString(name));
    for (const QFileInfo& file : QDir(m_project + QStringLiteral("/recipes")).entryInfoList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Time))
        offer(tr("%1 (project)").arg(file.completeBaseName()), file.absoluteFilePath());
    if (!chosen.isEmpty())
        offer(QFileInfo(chosen).completeBaseName(), chosen);
    box->setCurrentIndex(std::max(0, box->findData(chosen)));
    return box;
}

QJsonObject ChainDialog::params() const
{
    QJsonObject out{{QStringLiteral("project"), m_project}, {QStringLiteral("sft"), m_sft->currentData().toString()}, {QStringLiteral("retries"), m_retries->value()}};
    const auto text = [&](const char* key, const QLineEdit* line) {
        if (!line->text().trimmed().isEmpty())
            out.insert(QLatin1String(key), line->text().trimmed());
    };
    text("name", m_name);
    text("base", m_base);
    if (m_sftMinutes->value() > 0)
        out.insert(QStringLiteral("sft_minutes"), m_sftMinutes->value());
    if (m_reinforce->isChecked()) {
        out.insert(QStringLiteral("grpo"), m_grpo->currentData().toString());
        if (m_grpoMinutes->value() > 0)
            out.insert(QStringLiteral("grpo_minutes"), m_grpoMinutes->value());
    } else {
        out.insert(QStringLiteral("no_grpo"), true);
    }
    QJsonArray benchmarks;
    if (m_bench->isChecked())
        benchmarks.append(QStringLiteral("heldout"));
    if (!m_outside->text().trimmed().isEmpty())
        benchmarks.append(m_outside->text().trimmed());
    if (benchmarks.isEmpty()) {
        out.insert(QStringLiteral("no_bench"), true);
        return out;
    }
    out.insert(QStringLiteral("benchmarks"), benchmarks);
    if (m_limit->value() > 0)
        out.insert(QStringLiteral("limit"), m_limit->value());
    if (m_lastOnly->isChecked())
        out.insert(QStringLiteral("last_only"), true);
    return out;
}

void ChainDialog::refresh()
{
    m_grpo->setEnabled(m_reinforce->isChecked());
    m_grpoMinutes->setEnabled(m_reinforce->isChecked());
    m_lastOnly->setEnabled(m_bench->isChecked() || !m_outside->text().isEmpty());
    m_limit->setEnabled(m_bench->isChecked());
    m_add->setEnabled(m_sft->count() > 0);
    m_command->setPlainText(copyAsCommand(QStringLiteral("chain.add"), params()));
}

} // namespace w2v
