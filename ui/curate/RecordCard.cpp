#include "ui/curate/RecordCard.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "core/dataset/ObjectStore.h"
#include "core/motion/ActionText.h"
#include "core/motion/Trajectory.h"
#include "ui/curate/ModelEyesBar.h"
#include "ui/records/RecordChecks.h"
#include "ui/records/RecordListModel.h"
#include "ui/records/RecordPictures.h"
#include "ui/records/RecordReplay.h"
#include "ui/records/TaskText.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kTextHeight = 190; ///< pixels below the pictures: they keep at least 60% of a 1280 x 800 window
constexpr int kSideWidth = 280;

QScrollArea* scrolled(QWidget* content)
{
    auto* area = new QScrollArea;
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    return area;
}

} // namespace

RecordCard::RecordCard(Session& session, QWidget* parent) : QWidget(parent), m_session(session)
{
    m_pictures = new RecordPictures(session);
    m_eyes = new ModelEyesBar(session);
    connect(m_eyes, &ModelEyesBar::seen, m_pictures,
            [this](const std::vector<QPixmap>& pictures, const std::vector<PictureMark>& marks) { m_pictures->showSeen(pictures, marks); });
    m_replay = new RecordReplay(session, *m_pictures);
    connect(m_replay, &RecordReplay::ended, this, [this] {
        m_pictures->showSeen({}, {});
        m_eyes->refresh();
    });

    m_task = new Badge({}, ColorRole::Accent);
    m_state = new Badge;
    m_kind = makeMuted({}, TextStyle::Small);
    m_reason = makeMuted({}, TextStyle::Small);
    for (QLabel* label : {m_kind, m_reason})
        label->setTextFormat(Qt::PlainText);
    auto* badges = new QHBoxLayout;
    badges->setSpacing(space::kGap);
    badges->addWidget(m_task);
    badges->addWidget(m_kind);
    badges->addStretch();
    badges->addWidget(m_reason);
    badges->addWidget(m_state);

    m_questionText = makeLabel({}, TextStyle::Heading);
    m_questionText->setObjectName(QStringLiteral("question"));
    m_questionText->setTextFormat(Qt::PlainText); // records come from outside: never rich text
    m_questionText->setWordWrap(true);
    m_questionText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_questionText->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_answerText = makeLabel({}, TextStyle::Mono);
    m_answerText->setObjectName(QStringLiteral("answer"));
    m_answerText->setTextFormat(Qt::PlainText);
    m_answerText->setWordWrap(true);
    m_answerText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* reading = new QWidget;
    auto* readingLayout = new QVBoxLayout(reading);
    readingLayout->setContentsMargins(0, 0, space::kGap, 0);
    readingLayout->setSpacing(space::kHalf);
    readingLayout->addWidget(m_questionText);
    readingLayout->addWidget(makeGroupTitle(tr("Answer")));
    readingLayout->addWidget(m_answerText);
    readingLayout->addStretch();

    m_questionEdit = new QPlainTextEdit;
    m_questionEdit->setObjectName(QStringLiteral("questionEdit"));
    m_questionEdit->setTabChangesFocus(true);
    m_answerEdit = new QPlainTextEdit;
    m_answerEdit->setObjectName(QStringLiteral("answerEdit"));
    m_answerEdit->setTabChangesFocus(true);
    m_answerEdit->setProperty("look", "mono");
    m_answerEdit->setFixedHeight(2 * space::kControl);
    m_questionEdit->installEventFilter(this);
    m_answerEdit->installEventFilter(this);
    auto* keep = new QPushButton(tr("Keep the edit (Ctrl+Enter)"));
    keep->setProperty("primary", true);
    connect(keep, &QPushButton::clicked, this, [this] { stopEditing(true); });
    auto* discard = new QPushButton(tr("Discard (Esc)"));
    connect(discard, &QPushButton::clicked, this, [this] { stopEditing(false); });
    m_editHint = makeMuted(tr("Keep one <image> mark per picture."), TextStyle::Small);
    m_editHint->setTextFormat(Qt::PlainText);
    auto* writing = new QWidget;
    auto* writingLayout = new QVBoxLayout(writing);
    writingLayout->setContentsMargins(0, 0, space::kGap, 0);
    writingLayout->setSpacing(space::kHalf);
    writingLayout->addWidget(m_questionEdit, 1);
    writingLayout->addWidget(m_answerEdit);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_editHint, 1);
    buttons->addWidget(discard);
    buttons->addWidget(keep);
    writingLayout->addLayout(buttons);

    m_text = new QStackedWidget;
    m_text->addWidget(scrolled(reading));
    m_text->addWidget(writing);

    m_checks = makeLabel({}, TextStyle::Small);
    m_checks->setObjectName(QStringLiteral("checks"));
    m_checks->setTextFormat(Qt::RichText);
    m_checks->setWordWrap(true);
    m_checks->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_origin = makeMuted({}, TextStyle::Small);
    m_origin->setTextFormat(Qt::PlainText);
    m_origin->setWordWrap(true);
    auto* checks = new QWidget;
    auto* checksLayout = new QVBoxLayout(checks);
    checksLayout->setContentsMargins(0, 0, 0, 0);
    checksLayout->setSpacing(space::kHalf);
    checksLayout->addWidget(makeGroupTitle(tr("Checks")));
    checksLayout->addWidget(m_checks);
    checksLayout->addWidget(makeGroupTitle(tr("Origin")));
    checksLayout->addWidget(m_origin);
    checksLayout->addStretch();
    m_evidence = new QPlainTextEdit;
    m_evidence->setObjectName(QStringLiteral("evidence"));
    m_evidence->setReadOnly(true);
    m_evidence->setFocusPolicy(Qt::ClickFocus);
    m_evidence->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_evidence->setProperty("look", "mono");
    m_side = new QStackedWidget;
    m_side->addWidget(scrolled(checks));
    m_side->addWidget(m_evidence);
    m_side->setFixedWidth(kSideWidth);

    m_hint = new QFrame;
    m_hint->setProperty("look", "bar");
    m_hint->hide();
    m_hintText = makeLabel({});
    m_hintText->setObjectName(QStringLiteral("suggestion"));
    m_hintText->setTextFormat(Qt::PlainText);
    m_hintText->setWordWrap(true);
    auto* take = new QPushButton(tr("Take it"));
    take->setObjectName(QStringLiteral("takeSuggestion"));
    take->setFocusPolicy(Qt::NoFocus);
    connect(take, &QPushButton::clicked, this, &RecordCard::suggestionTaken);
    auto* hintLayout = new QHBoxLayout(m_hint);
    hintLayout->setContentsMargins(space::kWide, space::kHalf, space::kWide, space::kHalf);
    hintLayout->addWidget(m_hintText, 1);
    hintLayout->addWidget(take);

    auto* body = new QHBoxLayout;
    body->setSpacing(space::kWide);
    body->addWidget(m_text, 1);
    body->addWidget(m_side);
    auto* below = new QWidget;
    below->setFixedHeight(kTextHeight);
    auto* belowLayout = new QVBoxLayout(below);
    belowLayout->setContentsMargins(space::kWide, space::kGap, space::kWide, space::kGap);
    belowLayout->setSpacing(space::kGap);
    belowLayout->addLayout(badges);
    belowLayout->addLayout(body, 1);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_eyes);
    layout->addWidget(m_pictures, 1);
    layout->addWidget(m_hint);
    layout->addWidget(below);
}

void RecordCard::setRecord(const QaRecord* record)
{
    const QString id = record ? QString::fromStdString(record->id) : QString();
    if (id != m_id)
        m_text->setCurrentIndex(0);
    m_id = id;
    m_replay->setRecord(record);
    m_pictures->setRecord(record);
    m_eyes->setRecord(record);
    const RolloutRecord* rollout = record ? rolloutOf(*record) : nullptr;
    m_hasRollout = rollout != nullptr;
    m_suggestion = record ? suggestVerdict(*record, rollout) : RecordSuggestion();
    const bool judged = record && record->state != "pending" && record->state != "draft";
    m_hint->setVisible(!m_suggestion.isEmpty() && !judged);
    m_hintText->setText(m_suggestion.reason.isEmpty() ? tr("Suggested: %1 — %2").arg(stateText(m_suggestion.state), m_suggestion.why)
                                                     : tr("Suggested: %1, %2 — %3").arg(stateText(m_suggestion.state), reasonText(m_suggestion.reason), m_suggestion.why));
    if (!record)
        return;
    m_task->set(QString::fromLatin1(taskName(record->task)), ColorRole::Accent);
    m_kind->setText(QStringLiteral("%1 · %2 · %3").arg(taskText(record->task), QString::fromStdString(record->scene), splitText(QString::fromStdString(record->split))));
    m_state->set(stateText(QString::fromStdString(record->state)), stateRole(QString::fromStdString(record->state)));
    m_reason->setText(reasonText(QString::fromStdString(record->reason)));
    m_question = QString::fromStdString(record->question);
    m_answer = QString::fromStdString(record->answer);
    m_questionText->setText(questionLine(record->question));
    m_answerText->setText(m_answer);
    showChecks(*record);
    showEvidence(*record);
}

void RecordCard::showChecks(const QaRecord& record)
{
    QString html;
    for (const RecordCheck& check : checkRecord(record)) {
        const ColorRole role = check.passed ? ColorRole::Good : ColorRole::Contradicts;
        html += QStringLiteral("<div style='margin-bottom:4px'><span style='color:%1'>%2</span>&nbsp; %3<br><span style='color:%4'>%5</span></div>")
                    .arg(Theme::instance().hex(role), check.passed ? QStringLiteral("✓") : QStringLiteral("✕"), check.name.toHtmlEscaped(),
                         Theme::instance().hex(ColorRole::Muted), check.evidence.toHtmlEscaped());
    }
    m_checks->setText(html);
    const auto text = [&record](const char* key) {
        const auto it = record.provenance.find(key);
        return it == record.provenance.end() ? QString() : QString::fromStdString(it->is_string() ? it->get<std::string>() : it->dump());
    };
    QStringList origin{tr("%1 mode").arg(QString::fromStdString(record.mode))};
    if (!record.rollout.empty())
        origin += tr("rollout %1").arg(QString::fromStdString(record.rollout).remove(QLatin1String(kEditedBoxes)));
    if (const auto actions = record.facts.find("actions"); actions != record.facts.end())
        try {
            if (const std::string path = actionText(actionsFromJson(*actions, record.id)); !path.empty())
                origin += tr("path: %1").arg(QString::fromStdString(path));
        } catch (const std::exception&) {
            // facts of another program
        }
    for (const char* key : {"world_model", "frames", "template"})
        if (const QString value = text(key); !value.isEmpty())
            origin += value;
    m_origin->setText(origin.join(QStringLiteral(" · ")));
}

void RecordCard::showEvidence(const QaRecord& record)
{
    nlohmann::ordered_json all;
    all["facts"] = record.facts;
    all["provenance"] = record.provenance;
    all["images"] = record.images;
    m_evidence->setPlainText(QString::fromStdString(all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)));
}

const RolloutRecord* RecordCard::rolloutOf(const QaRecord& record)
{
    if (m_rollout && m_rollout->id == record.rollout)
        return &*m_rollout;
    m_rollout.reset();
    Project* project = m_session.project();
    if (!project || record.rollout.empty())
        return nullptr;
    try {
        m_rollout = project->rollout(record.rollout);
    } catch (const std::exception&) {
        return nullptr; // removed: the checks say so; or damaged
    }
    return &*m_rollout;
}

bool RecordCard::toggleReplay()
{
    if (m_replay->isPlaying()) {
        m_replay->stop();
        return true;
    }
    return m_hasRollout && m_rollout && m_replay->start(*m_rollout);
}

bool RecordCard::isReplaying() const
{
    return m_replay->isPlaying();
}

void RecordCard::startEditing()
{
    if (m_id.isEmpty())
        return;
    m_questionEdit->setPlainText(m_question);
    m_answerEdit->setPlainText(m_answer);
    m_text->setCurrentIndex(1);
    m_answerEdit->setFocus(Qt::ShortcutFocusReason);
    m_answerEdit->selectAll();
}

bool RecordCard::isEditing() const
{
    return m_text->currentIndex() == 1;
}

void RecordCard::stopEditing(bool keep)
{
    if (!isEditing())
        return;
    m_text->setCurrentIndex(0);
    const QString question = m_questionEdit->toPlainText(), answer = m_answerEdit->toPlainText().trimmed();
    if (keep && (question != m_question || answer != m_answer))
        Q_EMIT edited(m_id, question, answer);
}

void RecordCard::setEvidenceShown(bool on)
{
    m_side->setCurrentIndex(on ? 1 : 0);
}

bool RecordCard::isEvidenceShown() const
{
    return m_side->currentIndex() == 1;
}

bool RecordCard::eventFilter(QObject* watched, QEvent* event)
{
    if ((watched == m_questionEdit || watched == m_answerEdit) && (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride)) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool keep = (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && key->modifiers() & Qt::ControlModifier;
        if (keep || key->key() == Qt::Key_Escape) {
            if (event->type() == QEvent::ShortcutOverride)
                event->accept();
            else
                stopEditing(keep);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace w2v
