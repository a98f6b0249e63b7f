#include "ui/imagine/ImagineInspector.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/imagine/OutsideModelForm.h"
#include "ui/imagine/QualityMeasures.h"
#include "ui/imagine/RolloutList.h"
#include "ui/imagine/SvcOptionsForm.h"
#include "ui/session/Units.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/FactTable.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/NumberField.h"
#include "ui/widgets/SharesBar.h"

namespace w2v {

namespace {

constexpr double kRadiansToDegrees = 57.29577951308232;

} // namespace

QStringList runNotes(const QJsonObject& run)
{
    QStringList notes;
    if (run.value("test_weights").toBool())
        notes << ImagineInspector::tr("Test weights: random numbers, so the pictures are noise.");
    if (run.value("scale_rule").toString() == "reference")
        notes << ImagineInspector::tr("Made with the reference's camera scale: lengths are not metres.");
    else if (run.contains("metric") && !run.value("metric").toBool())
        notes << ImagineInspector::tr("No depth was known: lengths may be wrong by a common factor.");
    return notes;
}

ImagineInspector::ImagineInspector(Session& session, QWidget* parent)
    : QScrollArea(parent), m_session(session), m_model(new QComboBox), m_size(new QComboBox), m_seed(new NumberField),
      m_fov(new NumberField(Quantity::Angle)), m_svc(new SvcOptionsForm), m_outside(new OutsideModelForm), m_runNotice(new Notice), m_shownNotice(new Notice), m_expectation(makeMuted({})), m_shareText(makeMuted({})), m_share(new SharesBar),
      m_frameFacts(new FactTable), m_measured(new FactTable), m_provenance(new FactTable), m_verdict(makeMuted({}, TextStyle::Small)), m_shown(new QWidget),
      m_send(new QPushButton(themedIcon("send"), tr("Make questions"))),
      m_copy(new QPushButton(themedIcon("terminal"), tr("Copy as command")))
{
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(12, 0, 4, 12); // a scroll bar stands beside it
    layout->setSpacing(space::kGap);

    const ImagineOptions options = ImagineOptions::load();
    m_model->setObjectName("imagine.model");
    m_model->addItem(tr("automatic"), QString());
    m_model->addItem(tr("exact render (mesh)"), "mesh");
    m_model->addItem(tr("geometric"), "geometric");
    m_model->addItem(tr("a program (process)"), "process");
    m_model->addItem(tr("an exported model (TorchScript)"), "torchscript");
    m_model->addItem("Stable Virtual Camera", "svc");
    m_model->setToolTip(tr("Automatic: exact renders for rooms and meshes, geometric for photographs and RGB-D"));
    m_model->setCurrentIndex(std::max(0, m_model->findData(options.worldModel)));
    m_size->addItem(tr("as observed"), 0);
    for (const int size : {128, 256, 384, 576})
        m_size->addItem(QString("%1 × %1 px").arg(size), size);
    m_size->setCurrentIndex(std::max(0, m_size->findData(options.size)));
    m_seed->setRange(0, 999999999);
    m_seed->setValue(double(options.seed));
    m_seed->setToolTip(tr("The same seed gives the same views"));
    m_fov->setRange(0, 120);
    m_fov->setSpecialValueText(tr("as observed"));
    m_fov->setValue(options.fovDegrees);
    for (QComboBox* box : {m_model, m_size}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(6);
    }
    for (QWidget* field : {static_cast<QWidget*>(m_seed), static_cast<QWidget*>(m_fov)})
        field->setMinimumWidth(72);
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(space::kGap);
    form->setVerticalSpacing(space::kGap);
    form->addRow(makeMuted(tr("World model"), TextStyle::Body), m_model);
    form->addRow(makeMuted(tr("Size"), TextStyle::Body), m_size);
    form->addRow(makeMuted(tr("Field of view"), TextStyle::Body), m_fov);
    form->addRow(makeMuted(tr("Seed"), TextStyle::Body), m_seed);
    layout->addWidget(makeGroupTitle(tr("Next imagination")));
    layout->addLayout(form);
    m_svc->set(options);
    m_svc->setVisible(options.worldModel == "svc");
    layout->addWidget(m_svc);
    m_outside->set(options);
    m_outside->showFor(options.worldModel);
    layout->addWidget(m_outside);
    m_runNotice->setClosable(false);
    layout->addWidget(m_runNotice);
    m_expectation->setObjectName("imagine.expectation");
    m_expectation->setWordWrap(true);
    layout->addWidget(m_expectation);
    connect(m_model, &QComboBox::activated, this, &ImagineInspector::store);
    connect(m_outside, &OutsideModelForm::changed, this, &ImagineInspector::store);
    connect(m_svc, &SvcOptionsForm::changed, this, &ImagineInspector::store);
    connect(m_size, &QComboBox::activated, this, &ImagineInspector::store);
    connect(m_seed, &QDoubleSpinBox::valueChanged, this, &ImagineInspector::store);
    connect(m_fov, &QDoubleSpinBox::valueChanged, this, &ImagineInspector::store);

    auto* shown = new QVBoxLayout(m_shown);
    shown->setContentsMargins(0, space::kGap, 0, 0);
    shown->setSpacing(space::kGap);
    shown->addWidget(makeGroupTitle(tr("This frame")));
    m_shownNotice->setClosable(false); // before the rest: a small window must show it too
    shown->addWidget(m_shownNotice);
    shown->addWidget(m_share);
    shown->addWidget(m_shareText);
    shown->addWidget(m_frameFacts);
    shown->addSpacing(space::kHalf);
    shown->addWidget(makeGroupTitle(tr("Measured")));
    m_verdict->setObjectName("imagine.verdict");
    m_verdict->setWordWrap(true);
    shown->addWidget(m_verdict);
    shown->addWidget(m_measured);
    shown->addSpacing(space::kHalf);
    shown->addWidget(makeGroupTitle(tr("Where it came from")));
    shown->addWidget(m_provenance);
    shown->addSpacing(space::kHalf);
    shown->addWidget(m_send);
    shown->addWidget(m_copy);
    layout->addWidget(m_shown);
    layout->addStretch(1);
    setWidget(content);
    m_send->setObjectName("imagine.send");
    m_send->setToolTip(tr("Builds questions and answers from this rollout and opens them in Curate"));
    show(std::nullopt, 0);
}

void ImagineInspector::store()
{
    ImagineOptions options;
    options.worldModel = m_model->currentData().toString();
    options.size = m_size->currentData().toInt();
    options.fovDegrees = m_fov->value();
    options.seed = qint64(m_seed->value());
    m_svc->read(options);
    m_svc->setVisible(options.worldModel == "svc");
    m_outside->read(options);
    m_outside->showFor(options.worldModel);
    options.save();
    Q_EMIT optionsChanged();
}

void ImagineInspector::showExpectation(const QString& text)
{
    m_expectation->setText(text);
    m_expectation->setVisible(!text.isEmpty());
}

void ImagineInspector::showRunNotes(const QStringList& notes)
{
    if (notes.isEmpty())
        m_runNotice->hide();
    else
        m_runNotice->show(ColorRole::Imagined, "warning", notes.join('\n'));
}

void ImagineInspector::setThresholds(const QualityThresholds& thresholds)
{
    m_thresholds = thresholds;
    showQuality();
}

void ImagineInspector::showQuality()
{
    m_measured->clear();
    m_measured->setVisible(m_quality.has_value());
    if (!m_quality) {
        m_verdict->setText(tr("Not measured for this frame"));
        return;
    }
    QStringList reasons;
    for (const QualityReason reason : judge(*m_quality, m_thresholds))
        reasons << qualityReasonText(reason);
    m_verdict->setText(reasons.isEmpty() ? tr("Within the limits") : tr("Rejected: %1").arg(reasons.join(", ")));
    m_measured->add(tr("Seen before"), formatPercent(m_quality->seenBefore), tr("Share of the frame that earlier frames show too"));
    m_measured->add(tr("Invented"), formatPercent(m_quality->invented), tr("Share of the frame that no earlier frame shows"));
    for (const QualityMeasure& measure : qualityMeasures())
        if (const std::optional<double> value = measure.value(*m_quality))
            m_measured->add(measure.name, measure.sigma ? QStringLiteral("%1 ± %2").arg(measure.text(*value)).arg(measure.sigma(*m_quality), 0, 'f', measure.decimals) : measure.text(*value), measure.why);
    if (m_quality->residual)
        m_measured->add(tr("Residual"), QString::number(*m_quality->residual, 'f', 3), tr("Mean difference over what was seen before, 0 to 1"));
    if (const auto& motion = m_quality->motion) {
        m_measured->add(tr("Turned"), tr("%1 of %2").arg(formatDegrees(motion->degrees), formatDegrees(motion->askedDegrees)),
                        tr("Measured from the pixels, and asked for; against frame %1, %2 matches").arg(motion->reference).arg(motion->inliers));
        if (motion->scaled)
            m_measured->add(tr("Moved"), tr("%1 of %2").arg(formatMeters(motion->meters), formatMeters(motion->askedMeters)), tr("Measured from the pixels, and asked for"));
    }
}

void ImagineInspector::show(const std::optional<RolloutRecord>& rollout, int frameIndex)
{
    m_shown->setVisible(rollout && !rollout->frames.empty());
    if (!rollout || rollout->frames.empty())
        return;
    const auto at = std::size_t(std::clamp(frameIndex, 0, int(rollout->frames.size()) - 1));
    const RolloutFrame& frame = rollout->frames[at];
    m_share->setParts({{frame.observedShare, ColorRole::Observed, tr("observed %1").arg(formatPercent(frame.observedShare))},
                       {1 - frame.observedShare, ColorRole::Imagined, tr("imagined %1").arg(formatPercent(1 - frame.observedShare))}});
    m_shareText->setText(tr("%1 observed  ·  %2 imagined")
                             .arg(formatPercent(frame.observedShare), formatPercent(1 - frame.observedShare)));
    m_frameFacts->clear();
    const Eigen::Vector3d moved = frame.startFromCamera.translation();
    m_frameFacts->add(tr("From the start"),
                      tr("%1 right, %2 forward").arg(formatMeters(moved.x()), formatMeters(moved.z())));
    m_frameFacts->add(tr("Turned"), formatDegrees(yawOf(frame.startFromCamera.linear()) * kRadiansToDegrees),
                      tr("Positive is to the right"));
    if (!frame.objects.empty()) {
        QStringList labels;
        for (const VisibleObject& object : frame.objects)
            labels << QString::fromStdString(object.label);
        labels.removeDuplicates();
        m_frameFacts->add(tr("Objects seen"), QString("%1: %2").arg(frame.objects.size()).arg(labels.join(", ")));
    }

    m_quality = frame.quality;
    showQuality();

    const auto run = rollout->provenance.find("run");
    const QStringList notes = run == rollout->provenance.end() ? QStringList()
                                                               : runNotes(QJsonDocument::fromJson(QByteArray::fromStdString(run->dump())).object());
    if (notes.isEmpty())
        m_shownNotice->hide();
    else
        m_shownNotice->show(ColorRole::Imagined, "warning", notes.join('\n'));

    m_provenance->clear();
    QString observation = QString::fromStdString(rollout->observation);
    if (Project* project = m_session.project(); project && !rollout->observation.empty()) {
        try {
            if (const auto stored = project->observation(rollout->observation))
                observation = QString::fromStdString(stored->name);
        } catch (const std::exception& error) {
            m_session.report("project", error);
        }
    }
    m_provenance->add(tr("Observation"), observation.isEmpty() ? QString::fromStdString(rollout->scene) : observation);
    m_provenance->add(tr("World model"), worldModelTitle(QString::fromStdString(rollout->worldModel)));
    m_provenance->add(tr("Path"), QString::fromStdString(actionText(rollout->trajectory.actions)));
    m_provenance->add(tr("Seed"), QString::number(rollout->seed));
    m_provenance->add(tr("Frames"), QString::number(rollout->frames.size()));
    const Intrinsics& camera = rollout->trajectory.camera;
    m_provenance->add(tr("Size"), QString("%1 × %2 px").arg(camera.width).arg(camera.height));
    m_provenance->add(tr("Scale"), rollout->metric ? tr("metres") : tr("unknown"));
    if (!rollout->split.empty())
        m_provenance->add(tr("Split"), QString::fromStdString(rollout->split));
    m_provenance->add(tr("Id"), QString::fromStdString(rollout->id));
}

} // namespace w2v
