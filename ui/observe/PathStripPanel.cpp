#include "ui/observe/PathStripPanel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSlider>
#include <QStyle>
#include <QVBoxLayout>

#include "core/motion/WalkingTime.h"
#include "ui/observe/ActionTexts.h"
#include "ui/observe/ChipDrag.h"
#include "ui/session/Units.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {

namespace {

constexpr int kPlayTickMs = 30;

} // namespace

PathStripPanel::PathStripPanel(Session& session, PathDraft& draft, QWidget* parent)
    : QWidget(parent), m_session(session), m_draft(draft), m_play(makeIconButton("play", tr("Play the path  (Ctrl+Space)"))),
      m_slider(new QSlider(Qt::Horizontal)), m_position(makeMuted({}, TextStyle::Small)),
      m_problem(makeLabel({}, TextStyle::Small)), m_scroll(new QScrollArea), m_text(new QLineEdit),
      m_append(new QLineEdit), m_canonical(makeMuted({}, TextStyle::Small)), m_ribbon(new LookAheadRibbon(draft)),
      m_menu(makeIconButton("more", tr("Everything that can be done to the path"))), m_tools(new QWidget), m_paths(new QComboBox)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 0, 12, space::kGap);
    layout->setSpacing(space::kHalf);

    auto* head = new QHBoxLayout;
    head->setSpacing(space::kGap);
    head->addWidget(m_play);
    m_slider->setObjectName("observe.playhead");
    m_slider->setAccessibleName(tr("Playhead"));
    auto* bars = new QVBoxLayout;
    bars->setSpacing(0);
    bars->addWidget(m_slider);
    bars->addWidget(m_ribbon);
    head->addLayout(bars, 1);
    m_position->setMinimumWidth(250);
    m_position->setObjectName("observe.position");
    m_position->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    head->addWidget(m_position);
    layout->addLayout(head);

    auto* chips = new QWidget;
    m_chips = new QHBoxLayout(chips);
    m_chips->setContentsMargins(0, 0, 0, 0);
    m_chips->setSpacing(space::kHalf);
    m_chipDrag = new ChipDrag(chips);
    connect(m_chipDrag, &ChipDrag::moved, &m_draft, &PathDraft::moveAction);
    m_scroll->setWidget(chips);
    m_scroll->setWidgetResizable(true);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_scroll->setFixedHeight(36);
    layout->addWidget(m_scroll);

    auto* line = new QHBoxLayout;
    line->setSpacing(space::kGap);
    m_text->setObjectName("observe.pathText");
    m_text->setProperty("look", "mono");
    m_text->setAccessibleName(tr("The path as text"));
    m_text->setPlaceholderText(tr("Click on the floor, or type: move forward 0.5 meters; turn left 30 degrees"));
    m_text->installEventFilter(this);
    line->addWidget(m_text, 1);
    m_append->setObjectName("observe.append");
    m_append->setProperty("look", "mono");
    setTypedPlace(false);
    m_append->setToolTip(tr("Appends moves: fwd 0.5, b 50 cm, left 30deg, tr 20, l 0.3\n/ appends, I inserts at the playhead, Escape goes back to the stage"));
    m_append->installEventFilter(this);
    m_append->setFixedWidth(150);
    line->addWidget(m_append);
    layout->addLayout(line);
    auto* notes = new QHBoxLayout;
    notes->setSpacing(space::kWide);
    m_problem->setObjectName("observe.pathProblem");
    notes->addWidget(m_problem);
    m_canonical->setObjectName("observe.canonical");
    notes->addWidget(m_canonical, 1);
    layout->addLayout(notes);
    layout->addStretch(1);
    setMinimumHeight(150);

    auto* tools = new QHBoxLayout(m_tools);
    tools->setContentsMargins(0, 0, 0, 0);
    tools->setSpacing(space::kHalf);
    m_paths->setToolTip(tr("Paths of this observation"));
    m_paths->setMinimumWidth(140);
    auto* fresh = makeIconButton("plus", tr("Begin another path"));
    connect(fresh, &QToolButton::clicked, &m_draft, &PathDraft::startNew);
    tools->addWidget(m_paths);
    tools->addWidget(fresh);
    m_menu->setObjectName("observe.pathMenu");
    m_menu->setPopupMode(QToolButton::InstantPopup);
    tools->addWidget(m_menu);

    connect(&m_draft, &PathDraft::changed, this, &PathStripPanel::refresh);
    connect(&m_draft, &PathDraft::playheadChanged, this, &PathStripPanel::showPlayhead);
    connect(m_slider, &QSlider::valueChanged, &m_draft, &PathDraft::setPlayhead);
    // New chips have places only after a while: then the range changes.
    connect(m_scroll->horizontalScrollBar(), &QScrollBar::rangeChanged, this, &PathStripPanel::showCurrentChip);
    connect(m_play, &QToolButton::clicked, this, &PathStripPanel::togglePlay);
    connect(m_text, &QLineEdit::textEdited, &m_draft, &PathDraft::editText);
    connect(m_text, &QLineEdit::editingFinished, &m_draft, &PathDraft::commitText);
    connect(m_ribbon, &LookAheadRibbon::changed, this, &PathStripPanel::showPlayhead);
    connect(m_append, &QLineEdit::returnPressed, this, &PathStripPanel::appendTyped);
    connect(m_append, &QLineEdit::textEdited, this, [this] {
        m_append->setProperty("problem", QString());
        showProblem();
    });
    connect(m_paths, &QComboBox::activated, this, [this](int index) {
        m_session.selectTrajectory(m_paths->itemData(index).toString());
    });
    connect(&session, &Session::projectChanged, this, &PathStripPanel::refreshPaths);
    m_playTimer.setInterval(kPlayTickMs);
    connect(&m_playTimer, &QTimer::timeout, this, &PathStripPanel::playTick);
    connect(&Theme::instance(), &Theme::changed, this, &PathStripPanel::showProblem);
    refresh();
}

void PathStripPanel::togglePlay()
{
    if (m_playTimer.isActive()) {
        m_playTimer.stop();
    } else if (m_draft.poses() > 1) {
        if (m_draft.playhead() >= m_draft.poses() - 1)
            m_draft.setPlayhead(0);
        m_times = walkingTimes(m_draft.path());
        m_playFrom = m_times[std::size_t(m_draft.playhead())];
        m_playClock.start();
        m_playTimer.start();
    }
    m_play->setIcon(themedIcon(m_playTimer.isActive() ? "pause" : "play"));
}

void PathStripPanel::playTick()
{
    m_draft.setPlayhead(std::min(poseAtTime(m_times, m_playFrom + double(m_playClock.elapsed()) / 1000), m_draft.poses() - 1));
    if (m_draft.playhead() >= m_draft.poses() - 1)
        togglePlay();
}

void PathStripPanel::setTypedPlace(bool atPlayhead)
{
    m_atPlayhead = atPlayhead;
    m_append->setPlaceholderText(atPlayhead ? tr("insert: fwd 0.5") : tr("fwd 0.5"));
    m_append->setAccessibleName(atPlayhead ? tr("Insert a move at the playhead") : tr("Append a move"));
}

void PathStripPanel::focusAppend(bool atPlayhead)
{
    setTypedPlace(atPlayhead);
    m_append->setFocus();
    m_append->selectAll();
}

void PathStripPanel::setMenu(QMenu* menu)
{
    m_menu->setMenu(menu);
}

void PathStripPanel::appendTyped()
{
    const QString problem = m_atPlayhead ? m_draft.insertText(m_append->text(), tr("insert typed moves")) : m_draft.appendText(m_append->text());
    if (problem.isEmpty())
        m_append->clear();
    m_append->setProperty("problem", problem);
    showProblem();
}

void PathStripPanel::showCanonical()
{
    const QString canonical = QString::fromStdString(actionText(canonicalActions(m_draft.actions())));
    const bool differs = m_draft.isValid() && canonical != QString::fromStdString(actionText(m_draft.actions()));
    const QString text = canonical.isEmpty() ? tr("Canonical: nothing is left") : tr("Canonical: %1").arg(canonical);
    m_canonical->setText(differs ? fontMetrics().elidedText(text, Qt::ElideRight, std::max(200, width() - 40 - (m_problem->isHidden() ? 0 : m_problem->sizeHint().width() + space::kWide))) : QString());
    m_canonical->setToolTip(differs ? text : QString());
    m_canonical->setVisible(differs);
}

void PathStripPanel::step(int poses)
{
    m_draft.setPlayhead(m_draft.playhead() + poses);
}

void PathStripPanel::focusText()
{
    m_text->setFocus();
    m_text->selectAll();
}

void PathStripPanel::setWarning(const QString& text)
{
    m_warning = text;
    showProblem();
    showCanonical();
}

void PathStripPanel::showProblem()
{
    const QString typed = m_append->property("problem").toString();
    const bool wrong = !typed.isEmpty() || !m_draft.isValid();
    const QString text = !typed.isEmpty() ? typed : m_draft.isValid() ? m_warning : m_draft.problem();
    const ColorRole role = wrong ? ColorRole::Contradicts : ColorRole::Imagined;
    m_problem->setText(text.isEmpty() ? QString()
                                      : QString("<span style='color:%1'>%2</span>")
                                            .arg(Theme::instance().hex(role),
                                                 fontMetrics().elidedText(text, Qt::ElideRight, std::max(360, width() / 2)).toHtmlEscaped()));
    m_problem->setToolTip(text);
    m_problem->setVisible(!text.isEmpty());
}

void PathStripPanel::refresh()
{
    setEnabled(m_draft.isOpen());
    if (m_text->text() != m_draft.text()) {
        const int cursor = m_text->cursorPosition();
        m_text->setText(m_draft.text());
        if (m_text->hasFocus())
            m_text->setCursorPosition(cursor);
    }
    const bool bad = !m_draft.isValid();
    if (m_text->property("invalid").toBool() != bad) {
        m_text->setProperty("invalid", bad);
        m_text->style()->unpolish(m_text);
        m_text->style()->polish(m_text);
    }
    m_text->setAccessibleDescription(spokenText(m_draft.actions()));
    showProblem();
    showCanonical();
    refreshChips();
    refreshPaths();
    const QSignalBlocker blocker(m_slider);
    m_slider->setRange(0, m_draft.poses() - 1);
    showPlayhead();
}

void PathStripPanel::refreshChips()
{
    if (m_shownActions == m_draft.actions() && m_chips->count() > 0)
        return;
    m_shownActions = m_draft.actions();
    while (QLayoutItem* item = m_chips->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    m_chipButtons.clear();
    m_chipDrag->setChips({});
    for (int i = 0; i < int(m_shownActions.size()); ++i) {
        const Action& action = m_shownActions[std::size_t(i)];
        auto* chip = new QToolButton;
        chip->setObjectName(QString("observe.chip.%1").arg(i));
        chip->setProperty("look", "chip");
        chip->setCheckable(true);
        chip->setIcon(themedIcon(actionIcon(action.kind), action.isTurn() ? ColorRole::Accent : ColorRole::Observed));
        chip->setIconSize({14, 14});
        chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        chip->setText(QString("%1 %2").arg(actionTitle(action.kind), actionAmount(action)));
        chip->setAccessibleName(tr("Move %1: %2").arg(i + 1).arg(chip->text()));
        chip->setToolTip(tr("Jumps to the end of this move. Drag or Alt+arrows: another place; Delete removes it, Ctrl+D doubles it"));
        connect(chip, &QToolButton::clicked, this, [this, i] {
            m_draft.setPlayhead(m_draft.poseAfterAction(i));
            showPlayhead();
        });
        chip->installEventFilter(this);
        m_chips->addWidget(chip);
        m_chipButtons << chip;
    }
    m_chipDrag->setChips(m_chipButtons);
    auto* add = new QToolButton;
    add->setObjectName("observe.addMove");
    add->setProperty("look", "chip");
    add->setIcon(themedIcon("plus"));
    add->setIconSize({14, 14});
    add->setToolButtonStyle(m_shownActions.empty() ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    add->setText(tr("Add a move"));
    add->setToolTip(tr("Add a move"));
    add->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(add);
    const Action moves[] = {{ActionKind::Forward, 0.5},   {ActionKind::Backward, 0.5}, {ActionKind::ShiftLeft, 0.5},
                            {ActionKind::ShiftRight, 0.5}, {ActionKind::TurnLeft, 30},  {ActionKind::TurnRight, 30}};
    for (const Action& move : moves) {
        QAction* entry = menu->addAction(themedIcon(actionIcon(move.kind)),
                                         QString("%1 %2").arg(actionTitle(move.kind), actionAmount(move)));
        connect(entry, &QAction::triggered, this, [this, move] { m_draft.append({move}); });
    }
    add->setMenu(menu);
    m_chips->addWidget(add);
    m_chips->addStretch(1);
}

void PathStripPanel::refreshPaths()
{
    const QSignalBlocker blocker(m_paths);
    m_paths->clear();
    Project* project = m_session.project();
    if (project && m_draft.isOpen()) {
        try {
            int number = 0;
            for (const StoredTrajectory& path : project->trajectories(m_draft.stored().observation)) {
                ++number;
                const QString name = path.name.empty() ? tr("path %1").arg(number) : QString::fromStdString(path.name);
                m_paths->addItem(name, QString::fromStdString(path.id));
            }
        } catch (const std::exception& error) {
            m_session.report("project", error);
        }
    }
    const int at = m_paths->findData(QString::fromStdString(m_draft.stored().id));
    if (m_draft.isOpen() && (m_draft.stored().id.empty() || at < 0)) {
        m_paths->addItem(tr("new path"), QString());
        m_paths->setCurrentIndex(m_paths->count() - 1);
    } else {
        m_paths->setCurrentIndex(at);
    }
}

void PathStripPanel::showPlayhead()
{
    const QSignalBlocker blocker(m_slider);
    m_slider->setValue(m_draft.playhead());
    const int current = m_draft.actionAt(m_draft.playhead());
    for (int i = 0; i < m_chipButtons.size(); ++i)
        m_chipButtons[i]->setChecked(i == current);
    if (current >= 0 && current < m_chipButtons.size())
        showCurrentChip();
    const QString where = tr("frame %1 of %2  ·  path %3").arg(m_draft.playhead()).arg(m_draft.poses() - 1)
                              .arg(formatMeters(lengthMeters(m_draft.actions())));
    const QString ahead = m_ribbon->shortTextOf(m_draft.playhead());
    m_position->setText(ahead.isEmpty() ? where : where + '\n' + ahead);
}

void PathStripPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    showProblem();
    showCanonical();
}

void PathStripPanel::showCurrentChip()
{
    const int current = m_draft.actionAt(m_draft.playhead());
    if (current < 0 || current >= m_chipButtons.size())
        return;
    // With what follows in sight: the button that adds a move stands behind the last.
    m_scroll->ensureWidgetVisible(m_chipButtons[current], 60, 0);
}

bool PathStripPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_append && event->type() == QEvent::FocusOut) {
        setTypedPlace(false);
    } else if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((watched == m_append || watched == m_text) && key->key() == Qt::Key_Escape) {
            Q_EMIT left();
            return true;
        }
        const qsizetype chip = m_chipButtons.indexOf(static_cast<QAbstractButton*>(watched));
        if (chip >= 0 && (key->modifiers() & Qt::AltModifier) && (key->key() == Qt::Key_Left || key->key() == Qt::Key_Right)) {
            const int to = int(chip) + (key->key() == Qt::Key_Left ? -1 : 1);
            QMetaObject::invokeMethod(this, [this, chip, to] {
                m_draft.moveAction(int(chip), to);
                if (to >= 0 && to < m_chipButtons.size())
                    m_chipButtons[to]->setFocus();
            }, Qt::QueuedConnection);
            return true;
        }
        if (chip >= 0 && (key->key() == Qt::Key_Delete || key->key() == Qt::Key_Backspace)) {
            // After this event: the chip that sent it goes away.
            QMetaObject::invokeMethod(this, [this, chip] { m_draft.removeAction(int(chip)); }, Qt::QueuedConnection);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace w2v
