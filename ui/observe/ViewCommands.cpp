#include "ui/observe/ViewCommands.h"

#include <QAction>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QSlider>
#include <QToolButton>
#include <QWidgetAction>

#include "ui/observe/Stage.h"
#include "ui/session/Units.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {

namespace {

constexpr int kLargestPoint = 8;

} // namespace

ViewCommands::ViewCommands(Stage& stage, AddCommand add, QObject* parent)
    : QObject(parent), m_stage(stage), m_add(std::move(add)), m_menu(new QMenu(&stage))
{
    m_menu->setToolTipsVisible(true);
    buildViews();
    buildColouring();
    m_menu->addSeparator();
    buildOverlays();
    connect(&stage.viewport(), &Viewport::flySpeedChanged, this, [this](double speed) {
        m_stage.showHint(tr("Flying at %1 a second").arg(formatMeters(speed)));
    });
}

QAction* ViewCommands::add(const QString& id, const QString& text, const QString& icon, const QString& keys, std::function<void()> run)
{
    return m_add(id, text, icon, QKeySequence(keys), std::move(run));
}

QAction* ViewCommands::addSwitch(const QString& id, const QString& text, const QString& icon, const QString& keys, bool on,
                                 std::function<void(bool)> set)
{
    QAction* action = add(id, text, icon, keys, [] {});
    action->setCheckable(true);
    action->setChecked(on);
    connect(action, &QAction::toggled, this, [set = std::move(set)](bool checked) { set(checked); });
    return action;
}

void ViewCommands::buildViews()
{
    Viewport& view = m_stage.viewport();
    m_stage.addTool(add("frameAll", tr("See everything"), "focus", "Home", [&view] { view.frameAll(); }));
    QAction* look = addSwitch("lookThrough", tr("Look through the camera"), "frustum", "L", false, [&view](bool on) { view.setLookThrough(on); });
    connect(&view, &Viewport::lookThroughChanged, look, &QAction::setChecked);
    m_stage.addTool(look);
    QMenu* views = m_menu->addMenu(themedIcon("cube"), tr("View from"));
    const auto side = [&](const QString& id, const QString& text, const QString& keys, StandardView from) {
        views->addAction(add(id, text, "cube", keys, [&view, from] { view.setStandardView(from); }));
    };
    side("viewFront", tr("View from the front"), "1", StandardView::Front);
    side("viewBack", tr("View from the back"), "Shift+1", StandardView::Back);
    side("viewRight", tr("View from the right"), "3", StandardView::Right);
    side("viewLeft", tr("View from the left"), "Shift+3", StandardView::Left);
    side("viewTop", tr("View from above"), "7", StandardView::Top);
    side("viewBottom", tr("View from below"), "Shift+7", StandardView::Bottom);
    QAction* parallel = addSwitch("parallel", tr("Parallel projection"), "cube", "5", false, [&view](bool on) {
        if (view.isParallel() != on)
            view.setParallel(on);
    });
    connect(&view, &Viewport::parallelChanged, parallel, &QAction::setChecked);
    m_menu->addAction(parallel);
    add("fly", tr("Fly; the wheel sets the speed"), "walk", {}, [this] {
        m_stage.viewport().setFocus();
        m_stage.showHint(tr("Hold W A S D to fly, Q and E to sink and rise; turn with the right mouse button"));
    })->setProperty("keys", "W A S D Q E");
    m_menu->addAction(add("focus", tr("Look at the selection"), "focus", "F", [&view] { view.focusOnSelection(); }));
}

void ViewCommands::buildColouring()
{
    auto* group = new QActionGroup(this);
    auto* menu = new QMenu(tr("Colour by"), &m_stage);
    const auto shade = [&](const QString& id, const QString& text, const QString& icon, const QString& keys, SurfaceShading how) {
        QAction* action = add(id, text, icon, keys, [this, how] {
            m_stage.viewport().content().shading = how;
            m_stage.viewport().refresh();
        });
        action->setCheckable(true);
        group->addAction(action);
        menu->addAction(action);
        connect(action, &QAction::toggled, this, [this, action](bool on) {
            if (on && m_colouring)
                m_colouring->setIcon(action->icon());
        });
        return action;
    };
    m_stage.addSeparator();
    shade("shaded", tr("Show colours"), "image", "Ctrl+Shift+1", SurfaceShading::Shaded)->setChecked(true);
    shade("instances", tr("Show objects"), "tag", "Ctrl+Shift+2", SurfaceShading::Instances);
    shade("depth", tr("Show distance"), "depth", "Ctrl+Shift+3", SurfaceShading::Depth);
    shade("normals", tr("Show which way surfaces face"), "cube", "Ctrl+Shift+4", SurfaceShading::Normals);
    m_colouring = m_stage.addMenu(menu, "colouring", themedIcon("image"));
    m_colouring->setToolButtonStyle(Qt::ToolButtonIconOnly);
}

void ViewCommands::buildOverlays()
{
    Viewport& view = m_stage.viewport();
    const auto overlay = [&](const QString& id, const QString& text, const QString& icon, const QString& keys, bool Viewport::Overlays::*what) {
        QAction* action = addSwitch(id, text, icon, keys, view.overlays().*what, [&view, what](bool on) {
            Viewport::Overlays overlays = view.overlays();
            overlays.*what = on;
            view.setOverlays(overlays);
        });
        m_menu->addAction(action);
    };
    m_menu->addAction(addSwitch("grid", tr("Floor grid"), "grid", "Ctrl+G", true, [&view](bool on) {
        view.content().grid.visible = on;
        view.refresh();
    }));
    overlay("views", tr("Imagined views on their cameras"), "imagine", "Ctrl+Shift+V", &Viewport::Overlays::views);
    overlay("sky", tr("Sky"), "sun", "Ctrl+Shift+K", &Viewport::Overlays::sky);
    overlay("coverage", tr("What this camera sees"), "observe", "C", &Viewport::Overlays::coverage);
    overlay("figure", tr("Person of 1.7 m"), "walk", "H", &Viewport::Overlays::figure);
    overlay("frameTime", tr("Frame time"), "clock", "Ctrl+Shift+F", &Viewport::Overlays::frameTime);
    const auto points = [&](const QString& id, const QString& text, const QString& icon, const QString& keys, int change) {
        m_menu->addAction(add(id, text, icon, keys, [this, change] {
            m_pointSize->setValue(m_pointSize->value() + change);
        }));
    };
    m_menu->addSeparator();
    m_menu->addAction(pointSizeSlider());
    points("largerPoints", tr("Larger points"), "plus", "+", 1);
    points("smallerPoints", tr("Smaller points"), "minus", "-", -1);
    m_menu->addAction(add("clearMeasurements", tr("Remove measurements"), "trash", {}, [&view] { view.clearMeasurements(); }));
    m_menu->setTitle(tr("Show"));
    m_stage.addMenu(m_menu, "show", themedIcon("layers"));
}

QWidgetAction* ViewCommands::pointSizeSlider()
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(12, space::kHalf, 12, space::kHalf);
    layout->setSpacing(space::kGap);
    layout->addWidget(makeLabel(tr("Point size")));
    m_pointSize = new QSlider(Qt::Horizontal);
    m_pointSize->setObjectName("stage.pointSize");
    m_pointSize->setAccessibleName(tr("Point size"));
    m_pointSize->setRange(1, kLargestPoint);
    m_pointSize->setPageStep(1);
    m_pointSize->setValue(m_stage.viewport().overlays().pointSize);
    m_pointSize->setMinimumWidth(100);
    layout->addWidget(m_pointSize, 1);
    auto* shown = makeMuted(QString("%1 px").arg(m_pointSize->value()), TextStyle::Body);
    layout->addWidget(shown);
    connect(m_pointSize, &QSlider::valueChanged, this, [this, shown](int pixels) {
        Viewport::Overlays overlays = m_stage.viewport().overlays();
        overlays.pointSize = pixels;
        m_stage.viewport().setOverlays(overlays);
        shown->setText(QString("%1 px").arg(pixels));
        m_stage.showHint(tr("Points are %n pixel(s) wide", nullptr, pixels));
    });
    auto* action = new QWidgetAction(m_menu);
    action->setDefaultWidget(row);
    return action;
}

} // namespace w2v
