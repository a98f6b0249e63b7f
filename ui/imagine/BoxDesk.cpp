#include "ui/imagine/BoxDesk.h"

#include <algorithm>

#include <QJsonArray>
#include <QJsonObject>

#include "core/dataset/ObjectStore.h"
#include "core/detection/BoxEdits.h"
#include "core/supervision/ObjectVerdict.h"
#include "ui/imagine/BoxRuleText.h"
#include "ui/imagine/CompareView.h"
#include "ui/imagine/DepthLoader.h"
#include "ui/session/Units.h"

namespace w2v {

namespace {

Box2d toBox(const QRectF& box)
{
    return {box.left(), box.top(), box.right(), box.bottom()};
}

QString originText(BoxOrigin origin)
{
    switch (origin) {
    case BoxOrigin::Scene: return BoxDesk::tr("from the scene");
    case BoxOrigin::Detected: return BoxDesk::tr("detected");
    case BoxOrigin::Drawn: return BoxDesk::tr("by hand");
    case BoxOrigin::Carried: break;
    }
    return BoxDesk::tr("carried through depth");
}

} // namespace

BoxDesk::BoxDesk(Session& session, DepthLoader& depths, CompareView* view, const QList<QAction*>& actions)
    : QObject(view), m_session(session), m_depths(depths), m_view(view), m_editor(new BoxEditor(view)), m_bar(new BoxBar(actions)), m_lastName(tr("object"))
{
    m_pool.setMaxThreadCount(1);
    m_editor->hide();
    m_bar->hide();
    connect(m_bar, &BoxBar::rulesChanged, this, [this] {
        if (m_bar->rules() != BoxBar::Rules::None)
            m_lastRules = m_bar->rules();
        refresh();
    });
    connect(m_editor, &BoxEditor::selectionChanged, this, [this] {
        showFacts();
        Q_EMIT choiceChanged();
    });
    connect(m_editor, &BoxEditor::left, this, &BoxDesk::left);
    connect(m_editor, &BoxEditor::drawn, this, [this](int which, const QRectF& box) {
        const auto frame = frameOf(which);
        if (!frame)
            return;
        int instance = 0;
        const QString name = m_lastName;
        if (!edit(tr("Draw a box: %1").arg(name), *frame, [&](RolloutRecord& rollout, const DepthMap& depth) {
                instance = drawBox(rollout, *frame, name.toStdString(), toBox(box), depth);
            }))
            return;
        m_editor->select(which, instance);
        m_editor->startNaming();
    });
    connect(m_editor, &BoxEditor::placed, this, [this](int which, int instance, const QRectF& box) {
        if (const auto frame = frameOf(which))
            edit(tr("Move the box of %1").arg(nameOf(instance)), *frame,
                 [&](RolloutRecord& rollout, const DepthMap& depth) { placeBox(rollout, *frame, instance, toBox(box), depth); });
    });
    connect(m_editor, &BoxEditor::renamed, this, [this](int instance, const QString& name) {
        if (edit(tr("Rename %1 to %2").arg(nameOf(instance), name), 0, [&](RolloutRecord& rollout, const DepthMap&) { renameObject(rollout, instance, name.toStdString()); })) {
            m_lastName = name;
            loadNames();
        }
    });
    connect(m_editor, &BoxEditor::removeRequested, this, [this](int which, int instance, bool everywhere) {
        const auto frame = frameOf(which);
        if (!frame)
            return;
        const QString name = nameOf(instance);
        edit(everywhere ? tr("Remove %1 from all views").arg(name) : tr("Remove a box of %1").arg(name), *frame,
             [&](RolloutRecord& rollout, const DepthMap&) { removeBox(rollout, everywhere ? std::nullopt : frame, instance); });
        m_editor->select(which, 0);
    });
}

void BoxDesk::setActive(bool on)
{
    m_active = on;
    m_editor->setVisible(on);
    m_bar->setVisible(on);
    m_bar->say({});
    m_view->setFocusProxy(on ? m_editor : nullptr);
    if (on) {
        m_editor->raise();
        loadNames();
        refresh();
    } else {
        m_editor->select(0, 0);
    }
    on ? m_editor->setFocus() : m_view->setFocus();
}

void BoxDesk::show(const std::optional<RolloutRecord>& rollout, std::array<int, 2> frames)
{
    if (m_rollout && (!rollout || rollout->id != m_rollout->id)) {
        m_editor->select(0, 0);
        m_bar->say({});
    }
    m_rollout = rollout;
    m_frames = frames;
    if (m_active)
        refresh();
}

std::optional<std::size_t> BoxDesk::frameOf(int which) const
{
    const int frame = m_frames[std::size_t(which)];
    if (!m_rollout || frame < 0 || frame >= int(m_rollout->frames.size()))
        return std::nullopt;
    return std::size_t(frame);
}

std::optional<ShownBox> BoxDesk::shownOf(const VisibleObject& object, std::size_t frame) const
{
    if (!(object.box.width() > 0 && object.box.height() > 0))
        return std::nullopt;
    ShownBox shown;
    shown.instance = object.instance;
    shown.name = QString::fromStdString(object.label);
    shown.box = QRectF(QPointF(object.box.x1, object.box.y1), QPointF(object.box.x2, object.box.y2));
    shown.origin = boxOrigin(*m_rollout, frame, object.instance);
    if (m_bar->rules() == BoxBar::Rules::Verified) {
        const ObjectVerdict verdict = judgeObject(object, ObjectRules(), frame == 0 ? ViewOfPair::First : ViewOfPair::Later);
        shown.rule = verdict.rule ? boxRuleText(*verdict.rule) : QString();
        shown.onlyLoss = verdict.rule && verdict.onlyLoss;
    } else if (m_bar->rules() == BoxBar::Rules::Reference) {
        const auto rule = droppedInReferenceBy(object, m_rollout->trajectory.camera);
        shown.rule = rule ? boxRuleText(*rule) : QString();
    }
    return shown;
}

void BoxDesk::refresh()
{
    for (const int which : {0, 1}) {
        QList<ShownBox> boxes;
        const auto frame = frameOf(which);
        if (frame)
            for (const VisibleObject& object : m_rollout->frames[*frame].objects)
                if (const auto shown = shownOf(object, *frame))
                    boxes.append(*shown);
        m_editor->setBoxes(which, boxes, frame.has_value());
    }
    showFacts();
    Q_EMIT choiceChanged();
}

void BoxDesk::showFacts()
{
    const ShownBox* shown = m_editor->selectedBox();
    const auto frame = frameOf(m_editor->selectedPicture());
    if (!shown || !frame) {
        const qsizetype count = m_editor->boxes(0).size();
        m_bar->showFacts(count == 0 ? tr("Drag over an object to draw its box.") : tr("%n box(es). Click one, or drag to draw another.", nullptr, int(count)));
        return;
    }
    const auto& objects = m_rollout->frames[*frame].objects;
    const auto object = std::find_if(objects.begin(), objects.end(), [&](const VisibleObject& one) { return one.instance == shown->instance; });
    QStringList facts{tr("%1, object %2").arg(shown->name).arg(shown->instance), originText(shown->origin)};
    const QSizeF size = m_view->pictureSize(m_editor->selectedPicture());
    facts << tr("%1 × %2 pixels").arg(qRound(shown->box.width() * size.width() / 1000)).arg(qRound(shown->box.height() * size.height() / 1000));
    if (object != objects.end() && object->depth > 0 && m_rollout->metric)
        facts << formatMeters(object->depth);
    if (!shown->rule.isEmpty())
        facts << (shown->onlyLoss ? tr("not asked in D2: %1").arg(shown->rule) : tr("not asked about: %1").arg(shown->rule));
    m_bar->showFacts(facts.join(QStringLiteral(" · ")));
}

QString BoxDesk::nameOf(int instance) const
{
    if (m_rollout)
        for (const RolloutFrame& frame : m_rollout->frames)
            for (const VisibleObject& object : frame.objects)
                if (object.instance == instance)
                    return QString::fromStdString(object.label);
    return QString::number(instance);
}

void BoxDesk::sayStale(qint64 stale)
{
    m_bar->say(stale > 0 ? tr("%n record(s) made from it are stale: make the questions again, or undo.", nullptr, int(stale)) : QString());
}

bool BoxDesk::edit(const QString& title, std::size_t frame, const std::function<void(RolloutRecord&, const DepthMap&)>& change)
{
    if (!m_rollout)
        return false;
    const std::string id = m_rollout->id;
    const std::shared_ptr<const DepthMap> loaded = m_depths.request(QString::fromStdString(m_rollout->frames[frame].image));
    std::int64_t stale = 0;
    const bool done = m_session.edit([&](Project& project) {
        const DepthMap depth = loaded ? *loaded : project.loadDepth(m_rollout->frames[frame].image);
        stale = editObjects(project, id, title.toStdString(), [&](RolloutRecord& rollout) { change(rollout, depth); });
    });
    sayStale(done ? stale : 0);
    if (!done)
        refresh(); // a box that was dragged goes back
    return done;
}

QJsonObject BoxDesk::carryParams() const
{
    return {{"project", m_session.projectPath()}, {"rollout", m_rollout ? QString::fromStdString(m_rollout->id) : QString()}, {"object", m_editor->selected()}};
}

void BoxDesk::carry()
{
    m_editor->flush();
    if (!m_rollout || !m_editor->selectedBox())
        return;
    const QString name = nameOf(m_editor->selected());
    Job* job = m_session.jobs().start("objects.carry", carryParams());
    m_editor->setLocked(true);
    m_bar->say(tr("Carrying %1 to the other frames…").arg(name));
    connect(job, &Job::ended, this, [this, job, name] {
        m_editor->setLocked(false);
        if (job->state() != Job::State::Finished) {
            m_bar->say(job->state() == Job::State::Failed ? job->error().message : QString());
            return;
        }
        const int views = int(job->result().value("carried_to").toArray().size());
        const int stale = job->result().value("stale_records").toInt();
        sayStale(stale);
        if (stale == 0)
            m_bar->say(views > 0 ? tr("%1 was carried to %n other frame(s).", nullptr, views).arg(name) : tr("No other frame sees %1.").arg(name));
    });
}

void BoxDesk::removeChosen()
{
    if (m_editor->selectedBox())
        Q_EMIT m_editor->removeRequested(m_editor->selectedPicture(), m_editor->selected(), false);
}

void BoxDesk::toggleRules()
{
    m_bar->setRules(m_bar->rules() == BoxBar::Rules::None ? m_lastRules : BoxBar::Rules::None);
}

/// The names in the project's rollouts, read in another thread: there may be many.
void BoxDesk::loadNames()
{
    m_pool.clear();
    m_pool.start([this, path = m_session.projectPath().toStdString()] {
        QStringList names;
        try {
            for (const std::string& name : objectNames(Project::open(path)))
                names << QString::fromStdString(name);
        } catch (const std::exception&) {
            return; // only a help for typing; whatever is wrong with the project is told elsewhere
        }
        // The pool is joined when this object ends, so `this` is alive here; the queued call is dropped with it.
        QMetaObject::invokeMethod(this, [this, names] { m_editor->setNames(names); }, Qt::QueuedConnection);
    });
}

} // namespace w2v
