#include "ui/observe/calibrate/CalibrationPanel.h"

#include <cmath>
#include <numbers>

#include <QComboBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/session/Units.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/FactTable.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/NumberField.h"
#include "ui/widgets/Segmented.h"

namespace w2v {

namespace {

constexpr MarkTool kTools[] = {MarkTool::LinesA, MarkTool::LinesB, MarkTool::Floor, MarkTool::Room, MarkTool::Length};

QString hintOf(MarkTool tool)
{
    switch (tool) {
    case MarkTool::LinesA: return CalibrationPanel::tr("Drag two or more lines along edges that are parallel in the room and run into the picture.");
    case MarkTool::LinesB: return CalibrationPanel::tr("Drag two or more lines along edges at right angles to those of direction A.");
    case MarkTool::Floor: return CalibrationPanel::tr("Click three or more points of the floor, well apart.");
    case MarkTool::Room: return CalibrationPanel::tr("Drag the far wall's four seams and the point where the room's lines meet.");
    case MarkTool::Length: return CalibrationPanel::tr("Drag along something whose length you know, and type the length.");
    }
    return {};
}

} // namespace

CalibrationPanel::CalibrationPanel(CalibrationDraft& draft, QWidget* parent)
    : QWidget(parent), m_draft(draft), m_tools(new Segmented), m_hint(makeMuted({})), m_problem(makeLabel({})), m_status(makeLabel({})),
      m_focal(new QComboBox), m_meaning(new QComboBox), m_pixels(new NumberField), m_meters(new NumberField(Quantity::Length)),
      m_size(new QLineEdit("384x384")), m_facts(new FactTable), m_model(new QPushButton(tr("Choose a depth model…"))),
      m_apply(new QPushButton(tr("Apply"))), m_clear(new QPushButton(tr("Clear marks"))), m_remove(new QPushButton(tr("Remove")))
{
    setFixedWidth(304);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(space::kGap);
    layout->addWidget(makeGroupTitle(tr("Mark")));
    layout->addWidget(buildTools());
    for (QLabel* label : {m_hint, m_problem, m_status}) {
        label->setWordWrap(true);
        layout->addWidget(label);
    }
    m_problem->setObjectName("calibrate.problem");
    m_problem->setProperty("look", "error");
    m_problem->setAccessibleName(tr("What does not fit"));
    m_status->setObjectName("calibrate.status");
    layout->addWidget(buildNumbers());
    layout->addWidget(makeGroupTitle(tr("What follows")));
    m_facts->setObjectName("calibrate.facts");
    layout->addWidget(m_facts);
    layout->addWidget(makeGroupTitle(tr("Depth by a model of your own")));
    layout->addWidget(buildDepthModel());
    layout->addStretch(1);
    scroll->setWidget(content);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(scroll, 1);
    whole->addWidget(buildButtons());
    connect(&draft, &CalibrationDraft::changed, this, [this] {
        if (m_draft.isChanged())
            showStatus({});
        refresh();
    });
    refresh();
}

QWidget* CalibrationPanel::buildTools()
{
    const QString texts[] = {tr("A"), tr("B"), tr("Floor"), tr("Room"), tr("Length")};
    const QString spoken[] = {tr("Lines A"), tr("Lines B"), tr("Floor"), tr("Room"), tr("Length")};
    const char* names[] = {"linesA", "linesB", "floor", "room", "length"};
    for (std::size_t i = 0; i < std::size(kTools); ++i) {
        QToolButton* button = m_tools->add(texts[i], {}, hintOf(kTools[i]));
        button->setObjectName(QString("calibrate.tool.%1").arg(names[i]));
        button->setAccessibleName(spoken[i]);
        button->setShortcut(QKeySequence(QString("Alt+%1").arg(i + 1)));
        m_toolButtons << button;
    }
    connect(m_tools, &Segmented::chosen, this, [this](int index) { m_draft.setTool(kTools[index]); });
    return m_tools;
}

QWidget* CalibrationPanel::buildNumbers()
{
    auto* box = new QWidget;
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, space::kHalf, 0, 0);
    m_focal->setObjectName("calibrate.focal");
    m_focal->setAccessibleName(tr("Focal length from"));
    m_focal->addItem(tr("what is found"), int(FocalSource::Found));
    m_focal->addItem(tr("EXIF"), int(FocalSource::Exif));
    m_focal->addItem(tr("lines A and B"), int(FocalSource::Lines));
    m_focal->addItem(tr("a number"), int(FocalSource::Value));
    m_pixels->setObjectName("calibrate.pixels");
    m_pixels->setAccessibleName(tr("Focal length in pixels"));
    m_pixels->setRange(10, 100000);
    m_pixels->setDecimals(1);
    m_meters->setObjectName("calibrate.meters");
    m_meters->setAccessibleName(tr("Known length in metres"));
    m_meters->setRange(0.01, 1000);
    m_meters->setValue(1);
    form->addRow(tr("Focal length from"), m_focal);
    form->addRow(tr("Pixels"), m_pixels);
    form->addRow(tr("Known length"), m_meters);
    connect(m_focal, &QComboBox::activated, this, [this] {
        const auto source = FocalSource(m_focal->currentData().toInt());
        m_draft.setFocal(source, m_pixels->value());
    });
    connect(m_pixels, &QDoubleSpinBox::valueChanged, this, [this](double pixels) { m_draft.setFocal(FocalSource::Value, pixels); });
    connect(m_meters, &QDoubleSpinBox::valueChanged, &m_draft, &CalibrationDraft::setMeters);
    return box;
}

QWidget* CalibrationPanel::buildDepthModel()
{
    auto* box = new QWidget;
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    m_meaning->setObjectName("calibrate.meaning");
    m_meaning->setAccessibleName(tr("What the model gives"));
    m_meaning->addItem(tr("inverse depth"), "inverse");
    m_meaning->addItem(tr("depth"), "depth");
    m_meaning->addItem(tr("metres"), "metres");
    m_size->setObjectName("calibrate.size");
    m_size->setAccessibleName(tr("Input size of the model"));
    m_model->setObjectName("calibrate.model");
    form->addRow(tr("It gives"), m_meaning);
    form->addRow(tr("Input size"), m_size);
    form->addRow(m_model);
    connect(m_model, &QPushButton::clicked, this,
            [this] { Q_EMIT depthModelRequested(m_meaning->currentData().toString(), m_size->text()); });
    return box;
}

QWidget* CalibrationPanel::buildButtons()
{
    auto* box = new QWidget;
    auto* layout = new QGridLayout(box);
    layout->setContentsMargins(12, space::kGap, 12, 12);
    layout->setSpacing(space::kGap);
    m_apply->setObjectName("calibrate.apply");
    m_apply->setProperty("look", "primary");
    m_clear->setObjectName("calibrate.clear");
    m_remove->setObjectName("calibrate.remove");
    m_remove->setAccessibleName(tr("Remove calibration"));
    auto* done = new QPushButton(tr("Back"));
    done->setObjectName("calibrate.done");
    done->setAccessibleName(tr("Back to the path"));
    layout->addWidget(m_apply, 0, 0);
    layout->addWidget(m_clear, 0, 1);
    layout->addWidget(m_remove, 1, 0);
    layout->addWidget(done, 1, 1);
    connect(m_apply, &QPushButton::clicked, this, &CalibrationPanel::applyRequested);
    connect(m_clear, &QPushButton::clicked, &m_draft, &CalibrationDraft::clearMarks);
    connect(m_remove, &QPushButton::clicked, this, &CalibrationPanel::removeRequested);
    connect(done, &QPushButton::clicked, this, &CalibrationPanel::closeRequested);
    return box;
}

void CalibrationPanel::setBusy(bool busy)
{
    m_busy = busy;
    refresh();
}

void CalibrationPanel::showStatus(const QString& text)
{
    m_status->setText(text);
    m_status->setVisible(!text.isEmpty());
}

void CalibrationPanel::refresh()
{
    const Calibration& marks = m_draft.marks();
    for (int i = 0; i < m_toolButtons.size(); ++i) {
        m_toolButtons[i]->setEnabled(m_draft.canUse(kTools[i]));
        if (kTools[i] == m_draft.tool())
            m_tools->setCurrent(i);
    }
    m_hint->setText(hintOf(m_draft.tool()));
    m_focal->setCurrentIndex(m_focal->findData(int(marks.focal)));
    m_pixels->setEnabled(marks.focal == FocalSource::Value);
    if (const auto& g = m_draft.geometry()) {
        const QSignalBlocker quiet(m_pixels);
        m_pixels->setValue(g->camera.fx);
    }
    if (marks.length) {
        const QSignalBlocker quiet(m_meters);
        m_meters->setValue(marks.length->meters);
    }
    m_problem->setText(m_draft.problem());
    m_problem->setVisible(!m_draft.problem().isEmpty());
    m_apply->setEnabled(!m_busy && m_draft.geometry() && m_draft.isChanged() && !marks.empty());
    m_clear->setEnabled(!m_draft.handles().empty() || marks.focal != FocalSource::Found);
    m_remove->setEnabled(!m_busy && m_draft.hasKept());
    m_model->setEnabled(!m_busy && m_draft.isOpen() && !m_draft.source()->depthIsMeasured);
    showFacts();
}

void CalibrationPanel::showFacts()
{
    m_facts->clear();
    const auto& g = m_draft.geometry();
    if (!g)
        return;
    const Intrinsics& camera = g->camera;
    m_facts->add(tr("Focal length"), QString("%1 px").arg(camera.fx, 0, 'f', 1));
    m_facts->add(tr("Field of view"), formatDegrees(2 * std::atan(0.5 * camera.width / camera.fx) * 180 / std::numbers::pi));
    m_facts->add(tr("Tilt"), QString("%1°").arg(std::acos(std::clamp(g->down.y(), -1.0, 1.0)) * 180 / std::numbers::pi, 0, 'f', 1),
                 tr("The picture is levelled by as much"));
    if (g->floorBelow)
        m_facts->add(tr("Eye height"), formatMeters(*g->floorBelow));
    if (g->room && m_draft.marks().room)
        m_facts->add(tr("Room"), QString("%1 × %2 m").arg(g->room->left + g->room->right, 0, 'f', 2).arg(g->room->eyeHeight + g->room->ceiling, 0, 'f', 2),
                     tr("Width × height; the far wall is %1 ahead").arg(formatMeters(g->room->ahead)));
    m_facts->add(tr("Metres"), g->metric ? tr("measured") : tr("assumed: mark a known length"));
    for (const std::string& how : g->provenance)
        m_facts->addNote(QString::fromStdString(how));
}

} // namespace w2v
