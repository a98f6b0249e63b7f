#include "ui/imagine/SvcOptionsForm.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>

#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/NumberField.h"

namespace w2v {

SvcOptionsForm::SvcOptionsForm(QWidget* parent)
    : QWidget(parent), m_weights(new QLineEdit), m_browse(makeIconButton("folder", tr("Choose the folder with the weights"), this)),
      m_steps(new NumberField), m_guidance(new NumberField), m_metric(new QCheckBox(tr("Metres stay metres")))
{
    m_weights->setObjectName("imagine.svcWeights");
    m_weights->setPlaceholderText(tr("folder"));
    m_weights->setToolTip(tr("The folder with modelv1.1.safetensors, vae/ and clip/. What to download: w2v worldmodel help --model svc"));
    m_steps->setObjectName("imagine.svcSteps");
    m_steps->setDecimals(0);
    m_steps->setRange(1, 1000);
    m_steps->setToolTip(tr("Denoising steps: 50 is usual; fewer are faster and rougher"));
    m_guidance->setDecimals(1);
    m_guidance->setRange(0, 20);
    m_guidance->setToolTip(tr("How closely the first pass keeps to the given picture: 3 to 5 is usual"));
    m_metric->setToolTip(tr("Measures the path by the depth of the start view; without it the reference's camera scale is used"));
    auto* folder = new QHBoxLayout;
    folder->setSpacing(space::kHalf);
    folder->addWidget(m_weights, 1);
    folder->addWidget(m_browse);
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(space::kWide);
    form->setVerticalSpacing(space::kGap);
    form->addRow(makeMuted(tr("Weights"), TextStyle::Body), folder);
    form->addRow(makeMuted(tr("Steps"), TextStyle::Body), m_steps);
    form->addRow(makeMuted(tr("Guidance"), TextStyle::Body), m_guidance);
    form->addRow(m_metric);
    connect(m_weights, &QLineEdit::editingFinished, this, &SvcOptionsForm::changed);
    connect(m_browse, &QToolButton::clicked, this, &SvcOptionsForm::chooseFolder);
    connect(m_steps, &QDoubleSpinBox::valueChanged, this, &SvcOptionsForm::changed);
    connect(m_guidance, &QDoubleSpinBox::valueChanged, this, &SvcOptionsForm::changed);
    connect(m_metric, &QCheckBox::toggled, this, &SvcOptionsForm::changed);
}

void SvcOptionsForm::set(const ImagineOptions& options)
{
    const QSignalBlocker blocker(this);
    m_weights->setText(options.svcWeights);
    m_steps->setValue(options.svcSteps);
    m_guidance->setValue(options.svcGuidance);
    m_metric->setChecked(options.svcMetric);
}

void SvcOptionsForm::read(ImagineOptions& options) const
{
    options.svcWeights = m_weights->text().trimmed();
    options.svcSteps = int(m_steps->value());
    options.svcGuidance = m_guidance->value();
    options.svcMetric = m_metric->isChecked();
}

void SvcOptionsForm::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(window(), tr("Weights of Stable Virtual Camera"), m_weights->text());
    if (folder.isEmpty())
        return;
    m_weights->setText(folder);
    Q_EMIT changed();
}

} // namespace w2v
