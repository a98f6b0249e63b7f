#include "ui/observe/ObserveInspector.h"

#include <cmath>
#include <numbers>

#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QVBoxLayout>

#include "ui/observe/ActionTexts.h"
#include "ui/observe/DepthHistogram.h"
#include "ui/observe/Shelf.h"
#include "ui/observe/StepsTable.h"
#include "ui/session/ImageConversion.h"
#include "ui/session/Units.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/FactTable.h"
#include "ui/widgets/ImageView.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Segmented.h"

namespace w2v {

ObserveInspector::ObserveInspector(Session& session, PathDraft& draft, QWidget* parent)
    : QScrollArea(parent), m_session(session), m_picture(new ImageView), m_pictureKind(new Segmented), m_frameRow(new QWidget),
      m_frameSlider(new QSlider(Qt::Horizontal)), m_frameLabel(makeMuted({})), m_depthTitle(makeGroupTitle(tr("Depth"))),
      m_depthNote(makeMuted({})), m_picked(makeLabel({})), m_histogram(new DepthHistogram), m_facts(new FactTable),
      m_warnings(new QWidget)
{
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(12, 0, 12, 12);
    layout->setSpacing(space::kGap);

    m_picture->setFixedHeight(196);
    layout->addWidget(m_picture);
    m_pictureKind->add(tr("Colour"));
    m_pictureKind->add(tr("Depth"));
    connect(m_pictureKind, &Segmented::chosen, this, &ObserveInspector::showPicture);
    m_frameSlider->setAccessibleName(tr("Frame of the observation"));
    auto* frames = new QHBoxLayout(m_frameRow);
    frames->setContentsMargins(0, 0, 0, 0);
    frames->addWidget(m_frameSlider, 1);
    frames->addWidget(m_frameLabel);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_pictureKind);
    row->addWidget(m_frameRow, 1);
    layout->addLayout(row);
    connect(m_frameSlider, &QSlider::valueChanged, this, &ObserveInspector::frameChosen);

    m_picked->setWordWrap(true);
    layout->addWidget(m_picked);
    auto* warnings = new QVBoxLayout(m_warnings);
    warnings->setContentsMargins(0, 0, 0, 0);
    warnings->setSpacing(space::kHalf);
    layout->addWidget(m_warnings);
    layout->addWidget(makeGroupTitle(tr("Steps")));
    layout->addWidget(new StepsTable(draft));
    auto* spoken = makeMuted({});
    spoken->setObjectName("observe.spoken");
    spoken->setAccessibleName(tr("The path in words"));
    spoken->setWordWrap(true);
    spoken->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(spoken);
    connect(&draft, &PathDraft::changed, spoken, [spoken, &draft] {
        spoken->setText(spokenText(draft.actions()));
        spoken->setVisible(!draft.actions().empty());
    });
    layout->addSpacing(space::kHalf);
    layout->addWidget(m_depthTitle);
    layout->addWidget(m_histogram);
    layout->addWidget(m_depthNote);
    layout->addWidget(m_facts);
    layout->addStretch(1);
    setWidget(content);
    connect(&session.images(), &ImageCache::ready, this, [this](const QString& reference) {
        if (reference == m_thumbnail)
            showPicture();
    });
    clear();
}

void ObserveInspector::clear()
{
    m_loaded = {};
    m_picture->setPixmap({});
    m_picture->setPlaceholder(tr("Nothing chosen"));
    m_frameRow->hide();
    m_pictureKind->hide();
    m_depthTitle->hide();
    m_histogram->hide();
    m_depthNote->hide();
    m_warnings->hide();
    m_picked->hide();
    m_facts->clear();
}

void ObserveInspector::showPicked(const QString& label, double distanceMeters)
{
    m_picked->setVisible(!label.isEmpty());
    m_picked->setText(tr("<b>%1</b> · %2 from the start").arg(label.toHtmlEscaped(), formatMeters(distanceMeters)));
}

void ObserveInspector::show(const LoadedObservation& loaded, int frameIndex, const QString& thumbnail)
{
    m_loaded = loaded;
    m_thumbnail = thumbnail;
    const Observation& observation = *loaded.observation;
    m_frame = std::clamp(frameIndex, 0, int(observation.frames.size()) - 1);
    const ObservationFrame& frame = observation.frames[std::size_t(m_frame)];
    const bool hasDepth = !frame.depth.empty();

    m_pictureKind->setVisible(hasDepth);
    m_frameRow->setVisible(observation.frames.size() > 1);
    {
        const QSignalBlocker blocker(m_frameSlider);
        m_frameSlider->setRange(0, int(observation.frames.size()) - 1);
        m_frameSlider->setValue(m_frame);
    }
    m_frameLabel->setText(tr("frame %1 of %2").arg(m_frame + 1).arg(observation.frames.size()));
    if (!hasDepth)
        m_pictureKind->setCurrent(0);
    showPicture();
    m_picked->hide();

    m_depthTitle->setVisible(hasDepth);
    m_histogram->setVisible(hasDepth);
    m_depthNote->setVisible(hasDepth);
    if (hasDepth) {
        m_histogram->setDepth(frame.depth);
        m_depthNote->setText(tr("%1 of the pixels are known").arg(formatPercent(std::min(1.0, m_histogram->knownShare()))));
    }

    while (QLayoutItem* item = m_warnings->layout()->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    for (const std::string& warning : observation.warnings) {
        auto* line = new QWidget;
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(space::kGap);
        auto* icon = new QLabel;
        icon->setPixmap(iconPixmap("warning", space::kIcon, ColorRole::Imagined, devicePixelRatioF()));
        row->addWidget(icon, 0, Qt::AlignTop);
        auto* text = makeLabel(QString::fromStdString(warning));
        text->setWordWrap(true);
        row->addWidget(text, 1);
        m_warnings->layout()->addWidget(line);
    }
    m_warnings->setVisible(!observation.warnings.empty());

    m_facts->clear();
    m_facts->addHeading(tr("Observation"));
    m_facts->add(tr("Kind"), kindTitle(QString::fromLatin1(observationKindName(observation.kind))));
    m_facts->add(tr("From"), QString::fromStdString(observation.path));
    if (observation.frames.size() > 1)
        m_facts->add(tr("Frames"), formatCount(qint64(observation.frames.size())));
    if (loaded.scene) {
        if (!loaded.scene->points.positions.empty())
            m_facts->add(tr("Points shown"), formatCount(qint64(loaded.scene->points.positions.size())));
        std::size_t triangles = 0, objects = 0;
        for (const Mesh& mesh : loaded.scene->meshes)
            triangles += mesh.indices.size() / 3;
        for (const Instance& instance : loaded.scene->instances)
            objects += instance.structure ? 0 : 1;
        if (triangles)
            m_facts->add(tr("Triangles"), formatCount(qint64(triangles)));
        if (objects)
            m_facts->add(tr("Objects"), formatCount(qint64(objects)), tr("Labelled things that questions can be about"));
        if (!loaded.scene->bounds.isEmpty()) {
            const Eigen::Vector3d size = loaded.scene->bounds.sizes();
            m_facts->add(tr("Extent"), QString("%1 × %2 × %3 m").arg(size.x(), 0, 'f', 1).arg(size.z(), 0, 'f', 1).arg(size.y(), 0, 'f', 1),
                         tr("Width × depth × height"));
        }
    }
    if (frame.camera.valid()) {
        const Intrinsics& camera = frame.camera;
        m_facts->addHeading(tr("Camera"));
        m_facts->add(tr("Size"), QString("%1 × %2 px").arg(camera.width).arg(camera.height));
        m_facts->add(tr("Focal length"), QString("%1 px").arg(camera.fx, 0, 'f', 1));
        m_facts->add(tr("Field of view"),
                     formatDegrees(2 * std::atan(0.5 * camera.width / camera.fx) * 180 / std::numbers::pi));
        m_facts->add(tr("Centre"), QString("%1, %2 px").arg(camera.cx, 0, 'f', 1).arg(camera.cy, 0, 'f', 1));
        m_facts->add(tr("Eye height"), formatMeters(loaded.floorBelowStart), tr("Above the floor below the first frame"));
        m_facts->add(tr("Pose"), frame.worldFromCamera ? tr("known") : tr("unknown; the frame is its own world"));
        for (const std::string& how : observation.provenance)
            m_facts->addNote(QString::fromStdString(how));
    }
}

void ObserveInspector::showPicture()
{
    if (!m_loaded.observation)
        return;
    const ObservationFrame& frame = m_loaded.observation->frames[std::size_t(m_frame)];
    if (m_pictureKind->current() == 1 && !frame.depth.empty()) {
        m_picture->setPixmap(QPixmap::fromImage(depthToQImage(frame.depth)));
        return;
    }
    if (!frame.color.empty()) {
        m_picture->setPixmap(QPixmap::fromImage(toQImage(frame.color)));
        return;
    }
    m_picture->setPlaceholder(tr("No picture; rendered on demand"));
    m_picture->setPixmap(m_session.images().request(m_thumbnail));
}

} // namespace w2v
