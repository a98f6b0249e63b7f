#include "ui/train/TrainerDialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/base/Error.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kDialogWidth = 860, kDialogHeight = 520, kMostGpus = 1024, kMostRecords = 1'000'000;

} // namespace

TrainerDialog::TrainerDialog(const Recipe& recipe, const QString& file, const QString& project, QWidget* parent)
    : QDialog(parent), m_recipe(recipe), m_trainer(recipe.kind == "grpo" ? OutsideTrainer::EasyR1 : OutsideTrainer::Swift), m_file(file), m_project(project)
{
    setObjectName(QStringLiteral("trainerDialog"));
    setWindowTitle(m_trainer == OutsideTrainer::Swift ? tr("Export for ms-swift") : tr("Export for EasyR1"));
    resize(kDialogWidth, kDialogHeight);
    m_out = new QLineEdit;
    m_out->setObjectName(QStringLiteral("trainer.out"));
    m_out->setPlaceholderText(tr("a new folder"));
    auto* browse = makeIconButton(QStringLiteral("folder"), tr("Choose a folder"));
    auto* out = new QHBoxLayout;
    out->addWidget(m_out, 1);
    out->addWidget(browse);
    m_base = new QLineEdit(QString::fromStdString(recipe.base));
    m_base->setObjectName(QStringLiteral("trainer.base"));
    m_base->setToolTip(tr("Folder on the machine that trains, or a name of its model hub such as Qwen/Qwen2.5-VL-7B-Instruct"));
    m_gpus = new QSpinBox;
    m_gpus->setRange(1, kMostGpus);
    m_gpus->setValue(m_trainer == OutsideTrainer::Swift ? 8 : 4);
    m_perTask = new QSpinBox;
    m_perTask->setRange(0, kMostRecords);
    m_perTask->setSpecialValueText(tr("all"));
    m_perTask->setToolTip(tr("Records of each task and split, at most"));
    m_left = makeMuted({}, TextStyle::Small);
    m_left->setWordWrap(true);
    m_left->setAlignment(Qt::AlignTop);
    auto* form = new QFormLayout;
    form->addRow(tr("Folder"), out);
    form->addRow(tr("Model"), m_base);
    form->addRow(tr("GPUs"), m_gpus);
    form->addRow(tr("Records a task"), m_perTask);
    auto* side = new QVBoxLayout;
    side->addLayout(form);
    side->addWidget(m_left, 1);
    m_shown = new QComboBox;
    m_shown->setObjectName(QStringLiteral("trainer.files"));
    m_preview = new QPlainTextEdit;
    m_preview->setObjectName(QStringLiteral("trainer.preview"));
    m_preview->setProperty("look", "mono");
    m_preview->setReadOnly(true);
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    auto* preview = new QVBoxLayout;
    preview->addWidget(m_shown);
    preview->addWidget(m_preview, 1);
    auto* sides = new QHBoxLayout;
    sides->addLayout(side, 2);
    sides->addLayout(preview, 3);
    m_problem = makeLabel({}, TextStyle::Small);
    m_problem->setWordWrap(true);
    auto* buttons = new QDialogButtonBox;
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    m_export = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    m_export->setObjectName(QStringLiteral("trainerExport"));
    m_export->setProperty("primary", true);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(sides, 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(browse, &QToolButton::clicked, this, &TrainerDialog::askFolder);
    for (QLineEdit* line : {m_out, m_base})
        connect(line, &QLineEdit::textChanged, this, &TrainerDialog::refresh);
    for (QSpinBox* box : {m_gpus, m_perTask})
        connect(box, &QSpinBox::valueChanged, this, &TrainerDialog::refresh);
    connect(m_shown, &QComboBox::currentIndexChanged, this, &TrainerDialog::refresh);
    refresh();
}

QJsonObject TrainerDialog::params() const
{
    QJsonObject out{{QStringLiteral("project"), m_project}, {QStringLiteral("recipe"), m_file}, {QStringLiteral("for"), QLatin1String(outsideTrainerName(m_trainer))},
                    {QStringLiteral("out"), m_out->text().trimmed()}, {QStringLiteral("gpus"), m_gpus->value()}};
    if (const QString base = m_base->text().trimmed(); base.toStdString() != m_recipe.base)
        out.insert(QStringLiteral("base"), base);
    if (m_perTask->value() > 0)
        out.insert(QStringLiteral("per_task"), m_perTask->value());
    return out;
}

void TrainerDialog::askFolder()
{
    const QString path = QFileDialog::getExistingDirectory(this, tr("An empty folder for the export"));
    if (!path.isEmpty())
        m_out->setText(path);
}

void TrainerDialog::refresh()
{
    QString problem;
    try {
        Recipe recipe = m_recipe;
        recipe.base = m_base->text().trimmed().toStdString();
        const std::string folder = m_out->text().trimmed().isEmpty() ? "FOLDER" : m_out->text().trimmed().toStdString();
        const std::string file = m_trainer == OutsideTrainer::Swift ? "messages.jsonl" : "easyr1.jsonl";
        const auto files = trainerFiles(recipe, m_trainer, {folder, folder + "/data/train/" + file, folder + "/data/heldout/" + file, m_gpus->value()});
        const QSignalBlocker block(m_shown);
        if (m_shown->count() == 0)
            for (const TrainerFile& one : files)
                m_shown->addItem(QString::fromStdString(one.name));
        m_preview->setPlainText(QString::fromStdString(files[static_cast<std::size_t>(std::max(0, m_shown->currentIndex()))].text));
        QStringList left;
        for (const std::string& one : leftBehind(recipe, m_trainer))
            left += QStringLiteral("• ") + QString::fromStdString(one);
        m_left->setText(left.isEmpty() ? QString() : tr("What the recipe says and this trainer does not do:") + QLatin1Char('\n') + left.join(QLatin1Char('\n')));
    } catch (const Error& error) {
        problem = QString::fromStdString(error.what());
    }
    m_problem->setText(problem);
    m_export->setEnabled(problem.isEmpty() && !m_out->text().trimmed().isEmpty());
}

} // namespace w2v
