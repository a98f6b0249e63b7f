#include "ui/imagine/OutsideModelForm.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>

#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/NumberField.h"

namespace w2v {

OutsideModelForm::OutsideModelForm(QWidget* parent)
    : QWidget(parent), m_form(new QFormLayout(this)), m_command(new QLineEdit), m_options(new QLineEdit), m_file(new QLineEdit), m_fileRow(new QWidget),
      m_trust(new QCheckBox(tr("I trust this file"))), m_wrong(makeMuted({}, TextStyle::Small)), m_silence(new NumberField)
{
    m_command->setObjectName("imagine.processCommand");
    m_command->setPlaceholderText("python3 adapter.py");
    m_command->setToolTip(tr("Starts a program that speaks the protocol of docs/world-model-programs.md; no shell reads it"));
    m_options->setObjectName("imagine.modelOptions");
    m_options->setPlaceholderText("{\"steps\": 30}");
    m_options->setToolTip(tr("A JSON object that is handed to the program"));
    m_file->setObjectName("imagine.torchscriptFile");
    m_file->setPlaceholderText(tr("file"));
    m_file->setToolTip(tr("A world model exported with torch.jit; its signature is in docs/world-model-programs.md"));
    m_trust->setObjectName("imagine.trust");
    m_trust->setToolTip(tr("An exported model is code. It runs in a process of its own, but with your rights."));
    m_silence->setDecimals(0);
    m_silence->setRange(1, 86400);
    m_silence->setSuffix(tr(" s"));
    m_silence->setToolTip(tr("How long it may say nothing until it is ended"));
    m_wrong->setObjectName("imagine.modelOptionsWrong");
    m_wrong->setWordWrap(true);
    auto* browse = makeIconButton("folder", tr("Choose the exported model"), this);
    auto* row = new QHBoxLayout(m_fileRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kHalf);
    row->addWidget(m_file, 1);
    row->addWidget(browse);
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setHorizontalSpacing(space::kWide);
    m_form->setVerticalSpacing(space::kGap);
    m_form->addRow(makeMuted(tr("Program"), TextStyle::Body), m_command);
    m_form->addRow(makeMuted(tr("Options"), TextStyle::Body), m_options);
    m_form->addRow(m_wrong);
    m_form->addRow(makeMuted(tr("Model"), TextStyle::Body), m_fileRow);
    m_form->addRow(m_trust);
    m_form->addRow(makeMuted(tr("Patience"), TextStyle::Body), m_silence);
    connect(m_command, &QLineEdit::editingFinished, this, &OutsideModelForm::changed);
    connect(m_options, &QLineEdit::textChanged, this, &OutsideModelForm::checkOptions);
    connect(m_options, &QLineEdit::editingFinished, this, &OutsideModelForm::changed);
    connect(m_file, &QLineEdit::textChanged, this, [this](const QString& file) {
        const QSignalBlocker blocker(m_trust); // another file needs another word
        m_trust->setChecked(!file.trimmed().isEmpty() && file.trimmed() == m_trusted);
        m_trust->setEnabled(!file.trimmed().isEmpty());
    });
    connect(m_file, &QLineEdit::editingFinished, this, &OutsideModelForm::changed);
    connect(browse, &QToolButton::clicked, this, &OutsideModelForm::chooseFile);
    connect(m_trust, &QCheckBox::toggled, this, [this](bool on) {
        m_trusted = on ? m_file->text().trimmed() : QString();
        Q_EMIT changed();
    });
    connect(m_silence, &QDoubleSpinBox::valueChanged, this, &OutsideModelForm::changed);
    checkOptions();
}

void OutsideModelForm::set(const ImagineOptions& options)
{
    const QSignalBlocker blocker(this);
    m_trusted = options.trustedFile;
    m_command->setText(options.processCommand);
    m_options->setText(options.modelOptions);
    m_file->setText(options.torchscriptFile);
    m_trust->setEnabled(!options.torchscriptFile.isEmpty());
    m_silence->setValue(options.outsideSilence);
}

void OutsideModelForm::read(ImagineOptions& options) const
{
    options.processCommand = m_command->text().trimmed();
    options.modelOptions = m_options->text().trimmed();
    options.torchscriptFile = m_file->text().trimmed();
    options.trustedFile = m_trusted;
    options.outsideSilence = m_silence->value();
}

void OutsideModelForm::showFor(const QString& model)
{
    const bool program = model == "process", exported = model == "torchscript";
    setVisible(program || exported);
    m_form->setRowVisible(m_command, program);
    m_form->setRowVisible(m_options, program);
    m_form->setRowVisible(m_fileRow, exported);
    m_form->setRowVisible(m_trust, exported);
    m_form->setRowVisible(m_wrong, program && !m_wrong->text().isEmpty());
}

void OutsideModelForm::checkOptions()
{
    const QString text = m_options->text().trimmed();
    const bool sound = text.isEmpty() || QJsonDocument::fromJson(text.toUtf8()).isObject();
    m_wrong->setText(sound ? QString() : tr("This is no JSON object; it would be left out."));
    m_wrong->setVisible(!sound && m_options->isVisibleTo(this));
}

void OutsideModelForm::chooseFile()
{
    const QString file = QFileDialog::getOpenFileName(window(), tr("Exported world model"), m_file->text(), tr("TorchScript (*.pt *.pth *.ts);;All files (*)"));
    if (file.isEmpty())
        return;
    m_file->setText(file);
    Q_EMIT changed();
}

} // namespace w2v
