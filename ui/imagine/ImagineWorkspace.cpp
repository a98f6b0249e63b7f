#include "ui/imagine/ImagineWorkspace.h"

#include <algorithm>

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QFrame>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/imagine/BatchDialog.h"
#include "ui/imagine/BoxDesk.h"
#include "ui/imagine/CostForecast.h"
#include "ui/imagine/DepthLoader.h"
#include "ui/imagine/Filmstrip.h"
#include "ui/imagine/ImagineInspector.h"
#include "ui/imagine/QualityStrip.h"
#include "ui/imagine/RepairBar.h"
#include "ui/imagine/RolloutList.h"
#include "ui/imagine/SweepDialog.h"
#include "ui/session/ImagineOptions.h"
#include "ui/session/Units.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Segmented.h"

namespace w2v {

namespace {

const QString kStart = QStringLiteral("start"), kPrevious = QStringLiteral("previous");

ColorRole roleOf(const RolloutRecord& rollout, int frame)
{
    if (rollout.worldModel == "mesh")
        return ColorRole::Truth;
    return frame == 0 ? ColorRole::Observed : ColorRole::Imagined;
}

} // namespace

ImagineWorkspace::ImagineWorkspace(Session& session, QWidget* parent)
    : Workspace("imagine", tr("Imagine"), "imagine", session, parent), m_live(new LiveRollout(session, this)), m_depths(new DepthLoader(this)), m_forecast(new CostForecast(session, this)),
      m_compare(new CompareView), m_filmstrip(new Filmstrip(session.images())), m_quality(new QualityStrip(session, *m_filmstrip)), m_list(new RolloutList(session)),
      m_inspector(new ImagineInspector(session)), m_pages(new QStackedWidget),
      m_empty(new EmptyState("imagine", tr("Nothing imagined yet"),
                             tr("Draw a path in Observe and press Imagine; the views appear here one by one."))),
      m_modes(new Segmented), m_partner(new QComboBox)
{
    buildActions();
    setStage(buildStage());
    addPanel("rollouts", tr("Rollouts"), m_list, Qt::LeftDockWidgetArea, 232);
    addPanel("inspector", tr("Inspector"), m_inspector, Qt::RightDockWidgetArea, 272);
    auto* film = new QWidget;
    auto* filmLayout = new QVBoxLayout(film);
    filmLayout->setContentsMargins(0, 0, 0, 0);
    filmLayout->setSpacing(space::kHalf);
    filmLayout->addWidget(m_filmstrip, 1);
    filmLayout->addWidget(m_quality);
    addPanel("film", tr("Frames"), film, Qt::BottomDockWidgetArea, 236);
    connect(m_quality, &QualityStrip::thresholdsChanged, this, [this] { m_inspector->setThresholds(m_quality->thresholds()); });
    m_inspector->setThresholds(m_quality->thresholds());

    m_empty->addButton(tr("Draw a path"), "draw", [this] { this->session().showWorkspace("observe"); }, true);
    connect(m_filmstrip, &Filmstrip::chosen, this, &ImagineWorkspace::chooseFrame);
    connect(m_inspector->sendButton(), &QPushButton::clicked, this, &ImagineWorkspace::makeQuestions);
    connect(m_inspector->copyButton(), &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(imagineCommandLine(this->session(), imagineAgainParams())); });
    connect(m_inspector, &ImagineInspector::optionsChanged, this, &ImagineWorkspace::updateState);
    connect(m_partner, &QComboBox::activated, this, [this] {
        m_other.reset();
        const QString choice = m_partner->currentData().toString();
        Project* project = this->session().project();
        if (project && choice != kStart && choice != kPrevious) {
            try {
                m_other = project->rollout(choice.toStdString());
            } catch (const std::exception& error) {
                this->session().report("project", error);
            }
        }
        showFrame();
    });

    connect(m_live, &LiveRollout::started, this, [this] {
        m_showLive = true;
        m_frame = 0;
        refreshFilm();
        updateState();
    });
    connect(m_live, &LiveRollout::frameArrived, this, [this](int index) {
        if (!m_showLive)
            return;
        refreshFilm();
        chooseFrame(index);
    });
    connect(m_live, &LiveRollout::announced, this, &ImagineWorkspace::updateState);
    connect(m_forecast, &CostForecast::changed, this, &ImagineWorkspace::updateState);
    connect(m_live, &LiveRollout::finished, this, [this](const QString& rollout) {
        m_forecast->forget(); // more is known now
        if (!rollout.isEmpty()) {
            m_showLive = false;
            m_list->refresh();
            this->session().selectRollout(rollout, std::max(0, m_filmstrip->count() - 1));
            loadRollout();
        } else if (m_live->frames().isEmpty()) {
            m_showLive = false;
            loadRollout();
        }
        updateState();
    });
    connect(&session, &Session::selectionChanged, this, [this](const Selection& now, const Selection& before) {
        if (now.observation != before.observation && isVisible()) {
            m_list->refresh();
            if (now.rollout.isEmpty() && !m_live->isRunning())
                m_list->setCurrentRow(0);
        }
        if (now.rollout != before.rollout && (!m_live->isRunning() || now.rollout != QString())) {
            m_showLive = false;
            loadRollout();
        } else if (now.rolloutFrame != before.rolloutFrame && now.rolloutFrame != m_frame) {
            chooseFrame(now.rolloutFrame);
        }
        if (now.trajectory != before.trajectory)
            updateState();
    });
    connect(&session, &Session::projectChanged, this, [this] {
        if (isVisible())
            m_list->refresh();
        followObjects();
        updateState();
    });
    connect(&session, &Session::projectClosed, this, [this] {
        m_showLive = false;
        m_list->refresh();
        loadRollout();
    });
    connect(&session.images(), &ImageCache::ready, this, [this] {
        if (isVisible())
            showFrame();
    });
    connect(m_depths, &DepthLoader::ready, this, [this] {
        if (isVisible())
            showFrame();
    });
    connect(&session, &Session::projectOpened, this, [this] { m_depths->setProject(this->session().projectPath()); });
    m_depths->setProject(session.projectPath());
    loadRollout();
}

void ImagineWorkspace::buildActions()
{
    m_primary = addCommand("again", tr("Imagine again"), "imagine", QKeySequence("Ctrl+Return"), [this] { imagineAgain(); },
                           [this] { return imagineCommandLine(this->session(), imagineAgainParams()); });
    m_supervise = addCommand("questions", tr("Make questions for Curate"), "send", QKeySequence("Ctrl+Shift+Return"),
                             [this] { makeQuestions(); }, [this] {
                                 return copyAsCommand("supervise", {{"project", this->session().projectPath()},
                                                                    {"mode", "verified"},
                                                                    {"rollout", this->session().selection().rollout}});
                             });
    m_sweep = addCommand("sweep", tr("Contact sheet…"), "compare", QKeySequence("Ctrl+Shift+G"), [this] {
        (new SweepDialog(this->session(), imagineAgainParams(), this))->show();
    });
    m_batch = addCommand("batch", tr("Many at once…"), "layers", QKeySequence("Ctrl+Shift+M"), [this] {
        (new BatchDialog(this->session(), this))->show();
    });
    addCommand("previousFrame", tr("Previous frame"), "previous", QKeySequence("Left"), [this] { chooseFrame(m_frame - 1); });
    addCommand("nextFrame", tr("Next frame"), "next", QKeySequence("Right"), [this] { chooseFrame(m_frame + 1); });
    addCommand("side", tr("Side by side"), "compare", QKeySequence("S"), [this] { setMode(CompareView::Mode::Side); });
    addCommand("wipe", tr("Wipe"), "wipe", QKeySequence("W"), [this] { setMode(CompareView::Mode::Wipe); });
    addCommand("blink", tr("Blink"), "blink", QKeySequence("B"), [this] { setMode(CompareView::Mode::Blink); });
    addCommand("difference", tr("Difference"), "difference", QKeySequence("D"), [this] { setMode(CompareView::Mode::Difference); });
    addCommand("single", tr("This frame only"), "image", QKeySequence("1"), [this] { setMode(CompareView::Mode::Single); });
    m_mask = addCommand("mask", tr("Show what was observed and what imagined"), "mask", QKeySequence("M"),
                        [this] { m_compare->setMaskShown(m_mask->isChecked()); });
    m_mask->setCheckable(true);
    m_repair = addCommand("repair", tr("Repair this frame"), "edit", QKeySequence("R"), [this] { setRepairing(m_repair->isChecked()); });
    m_repair->setCheckable(true);
    m_boxing = addCommand("boxes", tr("Boxes"), "select", QKeySequence("O"), [this] { setBoxing(m_boxing->isChecked()); });
    m_boxing->setCheckable(true);
    m_boxing->setToolTip(tr("Show, draw and edit the boxes of objects  (O)"));
    m_carry = addCommand("carryBox", tr("Carry to the other frames"), "layers", QKeySequence("C"), [this] { m_boxes->carry(); },
                         [this] { return copyAsCommand("objects.carry", m_boxes->carryParams()); });
    m_carry->setToolTip(tr("Looks for the surface of the chosen box in the other frames, by their depth, and gives it boxes there  (C)"));
    m_carry->setIconText(tr("Carry"));
    m_removeBox = addCommand("removeBox", tr("Remove the box"), "trash", {}, [this] { m_boxes->removeChosen(); });
    m_removeBox->setToolTip(tr("Removes the chosen box from this frame (Delete); the object from all frames with Shift+Delete"));
    m_removeBox->setIconText(tr("Remove"));
    m_rules = addCommand("boxRules", tr("Show why boxes are dropped"), "filter", QKeySequence("X"), [this] { m_boxes->toggleRules(); });
    addCommand("fit", tr("Fit the picture"), "focus", QKeySequence("F"), [this] { m_compare->fit(); });
}

QWidget* ImagineWorkspace::buildStage()
{
    auto* stage = new QWidget;
    auto* layout = new QVBoxLayout(stage);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* bar = new QFrame;
    bar->setProperty("look", "bar");
    bar->setFixedHeight(36);
    auto* tools = new QHBoxLayout(bar);
    tools->setContentsMargins(space::kGap, 0, 12, 0);
    tools->setSpacing(space::kGap);
    m_modes->add(tr("One"), "image", tr("This frame only  (1)"));
    m_modes->add(tr("Side by side"), "compare", tr("Side by side  (S)"));
    m_modes->add(tr("Wipe"), "wipe", tr("Drag the line across  (W)"));
    m_modes->add(tr("Blink"), "blink", tr("Show one after the other  (B)"));
    m_modes->add(tr("Difference"), "difference", tr("What differs, brightened  (D)"));
    m_modes->setCurrent(1);
    connect(m_modes, &Segmented::chosen, this, [this](int index) { m_compare->setMode(CompareView::Mode(index)); });
    tools->addWidget(m_modes);
    tools->addWidget(makeMuted(tr("against"), TextStyle::Body));
    m_partner->setObjectName("imagine.partner");
    m_partner->setMinimumWidth(190);
    m_partner->setFixedHeight(26);
    tools->addWidget(m_partner);
    tools->addStretch(1);
    auto* mask = makeToolButton(m_mask);
    mask->setToolButtonStyle(Qt::ToolButtonIconOnly);
    tools->addWidget(mask);
    auto* repair = makeToolButton(m_repair);
    tools->insertWidget(tools->count() - 1, repair);
    tools->insertWidget(tools->count() - 1, makeToolButton(m_boxing));
    layout->addWidget(bar);
    m_boxes = new BoxDesk(session(), *m_depths, m_compare, {m_carry, m_removeBox});
    connect(m_boxes, &BoxDesk::left, this, [this] { setBoxing(false); });
    connect(m_boxes, &BoxDesk::choiceChanged, this, &ImagineWorkspace::updateBoxActions);
    connect(m_compare, &CompareView::modeChanged, this, [this] {
        if (m_boxes->isActive() && m_compare->mode() != CompareView::Mode::Single && m_compare->mode() != CompareView::Mode::Side)
            setBoxing(false); // its pictures lie one above the other
    });
    updateBoxActions();
    layout->addWidget(&m_boxes->bar());
    m_repairBar = new RepairBar;
    m_repairBar->hide();
    connect(m_repairBar, &RepairBar::brushChanged, m_compare, &CompareView::setBrushRadius);
    connect(m_repairBar, &RepairBar::clearRequested, m_compare, &CompareView::clearRegion);
    connect(m_compare, &CompareView::regionChanged, this, [this] { m_repairBar->setRegion(!m_compare->region().isNull()); });
    connect(m_repairBar, &RepairBar::repairRequested, this, &ImagineWorkspace::repairFrame);
    connect(m_repairBar, &RepairBar::cloningChanged, this, [this] { setRepairing(m_repair->isChecked()); });
    connect(m_repairBar, &RepairBar::cloneRequested, this, &ImagineWorkspace::applyClone);
    connect(m_repairBar, &RepairBar::clearRequested, m_compare, &CompareView::clearClone);
    connect(m_compare, &CompareView::cloneLeft, this, &ImagineWorkspace::applyClone);
    connect(m_compare, &CompareView::cloneChanged, this, [this] { m_repairBar->setCloned(m_compare->clone().hasSource(), m_compare->clone().hasPaint()); });
    connect(m_compare, &CompareView::cloneRefused, this, [this] { m_repairBar->say(tr("Hold Alt and click where the pixels come from, then paint.")); });
    layout->addWidget(m_repairBar);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_compare);
    layout->addWidget(m_pages, 1);
    stage->setFocusProxy(m_compare);
    return stage;
}

void ImagineWorkspace::activate()
{
    m_list->refresh();
    // Without a chosen observation one is about to be chosen, and its rollouts are shown then.
    if (!m_rollout && !m_showLive && m_list->count() > 0 && !session().selection().observation.isEmpty())
        m_list->setCurrentRow(0);
    updateState();
}

QStringList ImagineWorkspace::breadcrumb() const
{
    if (m_showLive)
        return {tr("imagining")};
    if (!m_rollout)
        return {};
    return {QString::fromStdString(m_rollout->scene), tr("frame %1").arg(m_frame)};
}

void ImagineWorkspace::loadRollout()
{
    m_boxes->editor().flush(); // belongs to what was shown
    m_rollout.reset();
    m_other.reset();
    const QString id = session().selection().rollout;
    if (Project* project = session().project(); project && !id.isEmpty()) {
        try {
            m_rollout = project->rollout(id.toStdString());
        } catch (const std::exception& error) {
            session().report("project", error);
        }
    }
    m_frame = session().selection().rolloutFrame;
    if (m_rollout && m_frame == 0 && m_rollout->frames.size() > 1)
        m_frame = int(m_rollout->frames.size()) - 1;
    refreshPartners();
    refreshFilm();
    updateState();
}

void ImagineWorkspace::refreshPartners()
{
    const QString before = m_partner->currentData().toString();
    m_partner->clear();
    m_partner->addItem(tr("the start view"), kStart);
    m_partner->addItem(tr("the previous frame"), kPrevious);
    Project* project = session().project();
    if (project && m_rollout) {
        try {
            int listed = 0;
            for (const std::string& id : project->rolloutIds(m_rollout->observation)) {
                if (id == m_rollout->id || ++listed > 20)
                    continue;
                const RolloutRecord other = project->rollout(id);
                if (other.trajectory.actions != m_rollout->trajectory.actions)
                    continue;
                const QString name = other.worldModel == "mesh"
                    ? tr("the truth (exact render)")
                    : tr("%1, seed %2").arg(worldModelTitle(QString::fromStdString(other.worldModel))).arg(other.seed);
                m_partner->addItem(name, QString::fromStdString(id));
            }
        } catch (const std::exception& error) {
            session().report("project", error);
        }
    }
    m_partner->setCurrentIndex(before == kPrevious ? 1 : 0);
}

void ImagineWorkspace::refreshFilm()
{
    QList<FilmFrame> frames;
    if (m_showLive) {
        frames = m_live->frames();
    } else if (m_rollout) {
        for (std::size_t i = 0; i < m_rollout->frames.size(); ++i) {
            FilmFrame frame;
            frame.reference = QString::fromStdString(m_rollout->frames[i].image);
            frame.observedShare = m_rollout->frames[i].observedShare;
            frame.quality = m_rollout->frames[i].quality;
            const std::vector<int>& keys = m_rollout->trajectory.keyFrames;
            frame.keyFrame = std::find(keys.begin(), keys.end(), int(i)) != keys.end();
            frames.append(frame);
        }
    }
    m_filmstrip->setFrames(frames);
    m_quality->setFrames(frames);
    m_frame = std::clamp(m_frame, 0, std::max(0, int(frames.size()) - 1));
    m_filmstrip->setCurrent(m_frame);
    m_pages->setCurrentWidget(frames.isEmpty() && !m_showLive ? static_cast<QWidget*>(m_empty) : m_compare);
    m_compare->setPlaceholder(m_showLive ? tr("The first frame is being made…") : tr("Loading…"));
    showFrame();
}

void ImagineWorkspace::chooseFrame(int index)
{
    if (index < 0 || index >= m_filmstrip->count())
        return;
    m_boxes->editor().flush(); // belongs to the frame before
    m_frame = index;
    m_filmstrip->setCurrent(index);
    if (!m_showLive)
        session().selectRolloutFrame(index);
    showFrame();
    Q_EMIT breadcrumbChanged();
}

void ImagineWorkspace::showFrame()
{
    ImageCache& images = session().images();
    CompareView::Picture a, b;
    if (m_showLive) {
        const QList<FilmFrame>& frames = m_live->frames();
        const auto pixmapOf = [&](int index) {
            if (index < 0 || index >= frames.size())
                return QPixmap();
            return frames[index].pixmap.isNull() ? images.request(frames[index].reference) : frames[index].pixmap;
        };
        a.pixmap = pixmapOf(m_frame);
        const bool rough = m_frame < frames.size() && frames[m_frame].rough;
        a.caption = rough ? tr("frame %1 · first pass, being refined").arg(m_frame) : tr("frame %1").arg(m_frame);
        a.role = m_frame == 0 ? ColorRole::Observed : ColorRole::Imagined;
        a.observedShare = m_frame < frames.size() ? frames[m_frame].observedShare : -1;
        b.pixmap = pixmapOf(0);
        b.caption = tr("start view");
        b.role = ColorRole::Observed;
        m_inspector->show(std::nullopt, 0);
    } else if (m_rollout && !m_rollout->frames.empty()) {
        const QString model = worldModelTitle(QString::fromStdString(m_rollout->worldModel));
        fillPicture(a, *m_rollout, m_frame, tr("frame %1 · %2").arg(m_frame).arg(model));
        const QString partner = m_partner->currentData().toString();
        if (m_other && !m_other->frames.empty()) {
            fillPicture(b, *m_other, m_frame, tr("frame %1 · %2").arg(m_frame).arg(m_partner->currentText()));
        } else if (partner == kPrevious) {
            fillPicture(b, *m_rollout, std::max(0, m_frame - 1), tr("frame %1").arg(std::max(0, m_frame - 1)));
        } else {
            fillPicture(b, *m_rollout, 0, tr("start view"));
            b.role = ColorRole::Observed;
        }
        m_inspector->show(m_rollout, m_frame);
        m_repairBar->show(m_rollout, m_frame);
    } else {
        m_inspector->show(std::nullopt, 0);
    }
    m_compare->setPictures(a, b);
    m_boxes->show(m_showLive ? std::nullopt : m_rollout, boxedFrames());
}

/// Which frames of the shown rollout the two pictures are; -1: of another one.
std::array<int, 2> ImagineWorkspace::boxedFrames() const
{
    if (m_showLive || !m_rollout || m_rollout->frames.empty())
        return {-1, -1};
    const bool other = m_other && !m_other->frames.empty();
    return {m_frame, other ? -1 : m_partner->currentData().toString() == kPrevious ? std::max(0, m_frame - 1) : 0};
}

/// Boxes are edited here, undone, and changed by other processes: the rollout keeps its id.
void ImagineWorkspace::followObjects()
{
    Project* project = session().project();
    if (!project || !m_rollout || m_showLive || !m_boxes->isActive())
        return;
    try {
        const std::vector<std::string> ids = project->rolloutIds(m_rollout->observation);
        if (std::find(ids.begin(), ids.end(), m_rollout->id) == ids.end())
            return; // removed, or replaced by a repair: the selection says what comes next
        RolloutRecord now = project->rollout(m_rollout->id);
        for (std::size_t i = 0; i < std::min(now.frames.size(), m_rollout->frames.size()); ++i)
            m_rollout->frames[i].objects = std::move(now.frames[i].objects);
        m_rollout->provenance = std::move(now.provenance);
        m_boxes->show(m_rollout, boxedFrames());
        m_inspector->show(m_rollout, m_frame);
    } catch (const std::exception& error) {
        session().report("project", error);
    }
}

void ImagineWorkspace::updateBoxActions()
{
    for (QAction* action : {m_carry, m_removeBox})
        action->setEnabled(m_boxes->hasChosen());
    m_rules->setEnabled(m_boxes->isActive());
}

void ImagineWorkspace::setBoxing(bool on)
{
    on = on && m_rollout && !m_showLive;
    m_boxing->setChecked(on);
    if (on == m_boxes->isActive())
        return;
    if (on && m_repair->isChecked())
        setRepairing(false);
    if (on && m_compare->mode() != CompareView::Mode::Side)
        setMode(CompareView::Mode::Single);
    m_compare->setBrush(CompareView::Brush::None); // and no crosshair
    m_boxes->setActive(on);
    followObjects(); // they may have changed since the rollout was read
    updateBoxActions();
}

/// A stored frame with its place in space, in the frame of the start of the shown rollout.
void ImagineWorkspace::fillPicture(CompareView::Picture& picture, const RolloutRecord& rollout, int index, const QString& caption)
{
    ImageCache& images = session().images();
    const auto at = std::size_t(std::clamp(index, 0, int(rollout.frames.size()) - 1));
    const RolloutFrame& frame = rollout.frames[at];
    const QString reference = QString::fromStdString(frame.image);
    picture.pixmap = images.request(reference);
    picture.imaginedMask = images.request(reference, {}, ImageCache::Kind::Observed);
    picture.caption = caption;
    picture.observedShare = frame.observedShare;
    picture.role = roleOf(rollout, int(at));
    picture.metric = rollout.metric;
    picture.key = {QString::fromStdString(rollout.id), int(at)};
    if (const auto start = &rollout == &*m_rollout ? Rigid3d(Rigid3d::Identity()) : startFromOtherStart(*m_rollout, rollout))
        picture.place = {m_depths->request(reference), rollout.trajectory.camera, *start * frame.startFromCamera};
}

void ImagineWorkspace::setRepairing(bool on)
{
    if (on)
        setBoxing(false);
    m_repair->setChecked(on);
    m_repairBar->setVisible(on);
    m_compare->setBrush(!on ? CompareView::Brush::None : m_repairBar->isCloning() ? CompareView::Brush::Clone : CompareView::Brush::Mark);
    if (on && m_compare->mode() != CompareView::Mode::Side)
        setMode(CompareView::Mode::Single); // the marked picture must stay in its place
    m_repairBar->show(m_showLive ? std::nullopt : m_rollout, m_frame);
}

void ImagineWorkspace::repairFrame(const QJsonObject& tool, bool withRegion)
{
    if (!m_rollout)
        return;
    QJsonObject params = tool;
    if (withRegion) {
        const QString file = m_regionFolder.filePath(QStringLiteral("region.png"));
        if (!m_regionFolder.isValid() || !m_compare->region().save(file)) {
            m_repairBar->say(tr("The region could not be written to %1.").arg(file));
            return;
        }
        params.insert("mask", file);
    }
    startRepair(params, {QString::fromStdString(m_rollout->id), m_frame});
}

/// Keeps what was cloned as a layer of the frame it was painted on.
void ImagineWorkspace::applyClone()
{
    const CloneBrush& clone = m_compare->clone();
    if (!clone.hasPaint())
        return;
    const auto strokes = m_regionFolder.isValid() ? clone.save(m_regionFolder.path()) : std::nullopt;
    if (!strokes) {
        m_repairBar->say(tr("The painted mask could not be written to %1.").arg(m_regionFolder.path()));
        return;
    }
    startRepair({{"tool", "clone"}, {"strokes", *strokes}}, clone.target());
}

void ImagineWorkspace::startRepair(QJsonObject params, const FrameKey& frame)
{
    params.insert("project", session().projectPath());
    params.insert("rollout", frame.rollout);
    params.insert("frame", frame.frame);
    Job* job = session().jobs().start("imagine.repair", params);
    m_repairBar->setBusy(true);
    m_compare->setBrushLocked(true);
    m_repairBar->say(tr("Repairing…"));
    connect(job, &Job::ended, this, [this, job, frame] {
        m_repairBar->setBusy(false);
        m_compare->setBrushLocked(false);
        m_repairBar->say({});
        if (job->state() != Job::State::Finished)
            return;
        const QJsonObject result = job->result();
        if (m_compare->clone().target() == frame)
            m_compare->clearClone();
        m_compare->clearRegion();
        m_compare->followRepair(frame, result.value("rollout").toString());
        m_list->refresh();
        if (session().selection().rollout == frame.rollout || session().selection().rollout.isEmpty())
            session().selectRollout(result.value("rollout").toString(), m_frame);
        const int stale = result.value("stale_records").toInt();
        if (stale > 0)
            m_repairBar->say(tr("%n records made from the frame before are stale: make the questions again, or undo.", nullptr, stale));
    });
    connect(job, &Job::failed, this, [this](const JobError& error) { m_repairBar->say(error.message); });
}

void ImagineWorkspace::setMode(CompareView::Mode mode)
{
    m_compare->setMode(mode);
    m_modes->setCurrent(int(mode));
}

QJsonObject ImagineWorkspace::imagineAgainParams() const
{
    Project* project = session().project();
    if (!project)
        return {};
    const ImagineOptions options = ImagineOptions::load();
    try {
        // The path that is being drawn, else the one that was shown.
        const std::string wanted = session().selection().trajectory.toStdString();
        for (const StoredTrajectory& trajectory : project->trajectories()) {
            if (!wanted.empty() && trajectory.id == wanted && !trajectory.actionsText.empty())
                return imagineParams(session(), trajectory, options);
        }
        if (m_rollout && !m_rollout->observation.empty()) {
            StoredTrajectory again;
            again.observation = m_rollout->observation;
            again.actionsText = actionText(m_rollout->trajectory.actions);
            if (!again.actionsText.empty())
                return imagineParams(session(), again, options);
        }
    } catch (const std::exception& error) {
        session().report("project", error);
    }
    return {};
}

void ImagineWorkspace::imagineAgain()
{
    const QJsonObject params = imagineAgainParams();
    if (!params.isEmpty())
        session().jobs().start("imagine", params);
}

void ImagineWorkspace::makeQuestions()
{
    if (!m_rollout)
        return;
    Job* job = session().jobs().start("supervise", {{"project", session().projectPath()},
                                                    {"mode", "verified"},
                                                    {"rollout", QString::fromStdString(m_rollout->id)}});
    connect(job, &Job::finished, this, [this] { session().showWorkspace("curate"); });
}

void ImagineWorkspace::updateState()
{
    m_primary->setEnabled(!m_live->isRunning() && !imagineAgainParams().isEmpty());
    m_supervise->setEnabled(m_rollout.has_value());
    m_sweep->setEnabled(m_primary->isEnabled());
    m_boxing->setEnabled(m_rollout && !m_showLive);
    if (!m_boxing->isEnabled())
        setBoxing(false);
    m_batch->setEnabled(session().hasProject());
    m_inspector->sendButton()->setEnabled(m_rollout.has_value());
    const QJsonObject estimate = m_live->isRunning() ? m_live->announcement().value("estimate").toObject() : QJsonObject();
    m_inspector->showRunNotes(m_live->isRunning() ? runNotes(m_live->announcement().value("run").toObject()) : QStringList());
    if (isVisible() && !m_live->isRunning())
        m_forecast->ask(imagineAgainParams());
    const QString forecast = m_live->isRunning() ? QString() : m_forecast->text();
    m_inspector->showExpectation(estimate.contains("seconds") ? costText(estimate)
                                 : !forecast.isEmpty()        ? forecast
                                 : m_live->wasReused()        ? tr("The same request had been answered before; its views come from the project.")
                                 : m_live->lastSeconds() >= 0 ? tr("The last one took %1 on this machine.").arg(formatDuration(m_live->lastSeconds()))
                                                              : tr("Frames arrive one by one; cancel keeps what is done."));
    Q_EMIT breadcrumbChanged();
}

} // namespace w2v
