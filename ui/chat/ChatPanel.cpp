#include "ui/chat/ChatPanel.h"

#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/chat/AdapterChooser.h"
#include "ui/chat/AttachmentStrip.h"
#include "ui/chat/Conversation.h"
#include "ui/chat/ModelChooser.h"
#include "ui/chat/PictureLoader.h"
#include "ui/chat/QuestionEdit.h"
#include "ui/chat/SamplingForm.h"
#include "ui/chat/SeenPicture.h"
#include "ui/chat/TurnView.h"
#include "ui/records/RecordListModel.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FittingScrollArea.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"

namespace w2v {
namespace {

enum Page { EmptyPage, TurnsPage };
constexpr int kPaceMs = 33;
constexpr int kLeastTranscript = 120; ///< of the conversation, whatever is open below it

} // namespace

ChatPanel::ChatPanel(Session& session, QAction* measure, QAction* ask, QWidget* parent)
    : QWidget(parent), m_session(session), m_pictures(new PictureLoader(session, this)), m_conversation(new Conversation(session, this)), m_ask(ask)
{
    m_models = new ModelChooser(session);
    m_adapters = new AdapterChooser;
    m_adapters->setModel(m_models->model());
    auto* modelRow = new QHBoxLayout;
    modelRow->setSpacing(space::kHalf);
    modelRow->addWidget(m_models, 1);
    modelRow->addWidget(makeToolButton(measure));
    m_notice = new Notice;
    m_notice->setObjectName(QStringLiteral("chatNotice"));
    m_notice->setClosable(true);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    layout->setSpacing(space::kGap);
    auto* choice = new QVBoxLayout;
    choice->setSpacing(space::kHalf);
    choice->addLayout(modelRow);
    choice->addWidget(m_adapters);
    layout->addLayout(choice);
    layout->addWidget(buildTranscript(), 1);
    layout->addWidget(m_notice);
    buildComposer(ask, layout);

    connect(m_models, &ModelChooser::modelChanged, this, [this] {
        m_adapters->setModel(m_models->model());
        if (!m_seenAttachment.source.isEmpty())
            showAsSeen(m_seenAttachment); // another model sees it differently
        updateState();
    });
    connect(m_adapters, &AdapterChooser::adapterChanged, this, &ChatPanel::updateState);
    connect(m_conversation, &Conversation::reset, this, &ChatPanel::resetTurns);
    connect(m_conversation, &Conversation::turnAdded, this, &ChatPanel::addTurn);
    connect(m_conversation, &Conversation::turnChanged, this, [this](qsizetype turn) {
        // Tokens come faster than a long answer can be laid out: while it is written, it is shown at the pace of the screen.
        if (!m_conversation->isBusy())
            m_turns.at(turn)->show(m_conversation->turns().at(turn), false);
        else if (!m_pace.isActive())
            m_pace.start();
    });
    connect(m_conversation, &Conversation::turnRemoved, this, [this](qsizetype) {
        TurnView* view = m_turns.takeLast();
        m_turnLayout->removeWidget(view);
        view->hide();
        view->setObjectName(QString());
        view->deleteLater(); // its button may be what is being clicked
        updateTurns();
    });
    connect(m_conversation, &Conversation::busyChanged, this, [this] {
        updateTurns();
        updateState();
    });
    connect(m_conversation, &Conversation::failed, this, &ChatPanel::takeBack);
    m_pace.setSingleShot(true);
    m_pace.setInterval(kPaceMs);
    connect(&m_pace, &QTimer::timeout, this, &ChatPanel::showLastTurn);
    for (const auto signal : {&Session::projectOpened, &Session::projectClosed})
        connect(&session, signal, this, &ChatPanel::clearComposer); // its pictures may be the other project's
    resetTurns();
}

QWidget* ChatPanel::buildTranscript()
{
    m_empty = new EmptyState(QStringLiteral("chat"), tr("Ask a model"),
                             tr("Choose a model above, attach pictures, write a question and press Ctrl+Enter. Pictures can be dropped anywhere here or pasted."));
    m_empty->addButton(tr("Choose a model"), QStringLiteral("model"), [this] { m_models->chooseFolder(); });
    auto* turns = new QWidget;
    m_turnLayout = new QVBoxLayout(turns);
    m_turnLayout->setContentsMargins(0, 0, space::kHalf, 0);
    m_turnLayout->setSpacing(space::kGap);
    m_turnLayout->addStretch();
    m_scroll = new QScrollArea;
    m_scroll->setObjectName(QStringLiteral("chatTurns"));
    m_scroll->setAccessibleName(tr("Conversation"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(turns);
    QScrollBar* bar = m_scroll->verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this, [this, bar](int value) { m_follow = value >= bar->maximum() - space::kWide; });
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int maximum) {
        if (m_follow)
            bar->setValue(maximum);
    });
    m_pages = new QStackedWidget;
    m_pages->setMinimumHeight(kLeastTranscript);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_scroll);
    return m_pages;
}

void ChatPanel::buildComposer(QAction* ask, QVBoxLayout* layout)
{
    m_seen = new SeenPicture(*m_pictures);
    m_seen->setObjectName(QStringLiteral("seenPicture"));
    m_seen->hide();
    connect(m_seen, &SeenPicture::closed, this, [this] { showAsSeen({}); });
    m_attachments = new AttachmentStrip(*m_pictures, true);
    m_attachments->setObjectName(QStringLiteral("chatAttachments"));
    connect(m_attachments, &AttachmentStrip::activated, this, [this](const Attachment& attachment) {
        showAsSeen(attachment == m_seenAttachment ? Attachment{} : attachment);
    });
    connect(m_attachments, &AttachmentStrip::changed, this, [this] {
        if (!m_seenAttachment.source.isEmpty() && !m_attachments->attachments().contains(m_seenAttachment))
            showAsSeen({});
        updateState();
    });
    m_question = new QuestionEdit;
    m_question->setObjectName(QStringLiteral("chatQuestion"));
    m_question->setAccessibleName(tr("Question"));
    m_question->setPlaceholderText(tr("Ask about the attached pictures"));
    connect(m_question, &QuestionEdit::textChanged, this, &ChatPanel::updateState);
    connect(m_question, &QuestionEdit::filesPasted, this, &ChatPanel::attachFiles);
    connect(m_question, &QuestionEdit::imagePasted, this, &ChatPanel::paste);

    m_sampling = new SamplingForm;
    m_sampling->hide();
    const auto flat = [](QToolButton* button, const QString& objectName) {
        button->setObjectName(objectName);
        return button;
    };
    m_attachMenu = new QMenu(this);
    connect(m_attachMenu, &QMenu::aboutToShow, this, &ChatPanel::fillAttachMenu);
    m_attachButton = flat(makeIconButton(QStringLiteral("image"), tr("Attach pictures")), QStringLiteral("chatAttach"));
    m_attachButton->setPopupMode(QToolButton::InstantPopup);
    m_attachButton->setMenu(m_attachMenu);
    m_samplingToggle = flat(makeIconButton(QStringLiteral("settings"), tr("How answers are drawn")), QStringLiteral("chatSampling"));
    m_samplingToggle->setCheckable(true);
    connect(m_samplingToggle, &QToolButton::toggled, this, [this](bool shown) {
        m_sampling->setVisible(shown);
        updateDetails();
        if (shown) // once it has its place
            QTimer::singleShot(0, m_details, [this] { m_details->reveal(m_sampling); });
    });
    m_new = flat(makeIconButton(QStringLiteral("plus"), tr("New conversation")), QStringLiteral("chatNew"));
    connect(m_new, &QToolButton::clicked, this, [this] {
        m_conversation->clear();
        m_notice->show(ColorRole::Muted, QStringLiteral("info"), tr("A new conversation."));
        m_notice->setAction(tr("Bring the last one back"), [this] {
            m_notice->hide();
            m_conversation->restore();
        });
    });
    auto* summary = makeMuted({}, TextStyle::Small);
    connect(m_sampling, &SamplingForm::changed, this, [this, summary] { summary->setText(m_sampling->summary()); });
    summary->setText(m_sampling->summary());
    m_askButton = new QPushButton(ask->text());
    m_askButton->setObjectName(QStringLiteral("chatAsk"));
    m_askButton->setProperty("primary", true);
    connect(m_askButton, &QPushButton::clicked, ask, &QAction::trigger);
    connect(ask, &QAction::changed, m_askButton, [this, ask] {
        m_askButton->setEnabled(ask->isEnabled());
        m_askButton->setText(ask->text());
        m_askButton->setToolTip(ask->toolTip());
    });
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kHalf);
    buttons->addWidget(m_attachButton);
    buttons->addWidget(m_samplingToggle);
    buttons->addWidget(m_new);
    buttons->addWidget(summary, 1);
    buttons->addWidget(m_askButton);

    auto* details = new QWidget;
    auto* detailLayout = new QVBoxLayout(details);
    detailLayout->setContentsMargins(0, 0, 0, 0);
    detailLayout->setSpacing(space::kGap);
    detailLayout->addWidget(m_seen);
    detailLayout->addWidget(m_sampling);
    m_details = new FittingScrollArea(details);
    updateDetails();
    layout->addWidget(m_details);
    layout->addWidget(m_attachments);
    layout->addWidget(m_question);
    layout->addLayout(buttons);
}

void ChatPanel::updateDetails()
{
    m_details->setVisible(!m_seen->isHidden() || !m_sampling->isHidden());
}

void ChatPanel::fillAttachMenu()
{
    m_attachMenu->clear();
    QAction* stage = m_attachMenu->addAction(themedIcon(QStringLiteral("evaluate")), tr("Pictures on the stage and their question"), this, [this] {
        proposeStage();
        m_question->setFocus();
    });
    stage->setEnabled(!m_record.images.empty());
    const Selection& chosen = m_session.selection();
    const bool rollout = !chosen.rollout.isEmpty();
    QAction* frame = m_attachMenu->addAction(themedIcon(QStringLiteral("imagine")), rollout ? tr("Frame %1 of rollout %2").arg(chosen.rolloutFrame + 1).arg(chosen.rollout)
                                                                                          : tr("Frame of the selected rollout"),
                                             this, [this] { attachFrames(false); });
    frame->setEnabled(rollout);
    QAction* pair = m_attachMenu->addAction(themedIcon(QStringLiteral("compare")), rollout ? tr("Frames 1 and %1 of rollout %2").arg(chosen.rolloutFrame + 1).arg(chosen.rollout)
                                                                                         : tr("First and selected frame of the selected rollout"),
                                            this, [this] { attachFrames(true); });
    pair->setEnabled(rollout && chosen.rolloutFrame > 0);
    m_attachMenu->addSeparator();
    m_attachMenu->addAction(themedIcon(QStringLiteral("folder")), tr("Picture files…"), this, [this] {
        attachFiles(QFileDialog::getOpenFileNames(this, tr("Pictures to ask about"), {}, PictureLoader::fileFilter()));
    });
    QAction* pasted = m_attachMenu->addAction(themedIcon(QStringLiteral("copy")), tr("From the clipboard"), m_question, &QPlainTextEdit::paste);
    pasted->setEnabled(!QGuiApplication::clipboard()->image().isNull());
}

QList<Attachment> ChatPanel::stagePictures() const
{
    QList<Attachment> pictures;
    const int count = static_cast<int>(m_record.images.size());
    for (int i = 0; i < count; ++i)
        pictures.append({QString::fromStdString(m_record.images[static_cast<std::size_t>(i)]),
                         tr("%1, picture %2 of %3").arg(QString::fromStdString(m_record.id)).arg(i + 1).arg(count)});
    return pictures;
}

void ChatPanel::proposeStage()
{
    m_proposedPictures = stagePictures();
    m_proposed = questionLine(m_record.question);
    m_attachments->set(m_proposedPictures);
    m_question->setPlainText(m_proposed);
}

void ChatPanel::attachFrames(bool pair)
{
    const Selection chosen = m_session.selection();
    try {
        const RolloutRecord rollout = m_session.project()->rollout(chosen.rollout.toStdString());
        QList<Attachment> frames;
        const auto add = [&](int frame) {
            if (frame >= 0 && frame < static_cast<int>(rollout.frames.size()))
                frames.append({QString::fromStdString(rollout.frames[static_cast<std::size_t>(frame)].image), tr("%1, frame %2").arg(chosen.rollout).arg(frame + 1)});
        };
        if (pair)
            add(0);
        add(chosen.rolloutFrame);
        attach(frames);
    } catch (const std::exception& error) {
        warn(QString::fromUtf8(error.what()));
    }
}

void ChatPanel::attach(const QList<Attachment>& attachments)
{
    // What follows the stage gives way to what was chosen by hand.
    if (composerUntouched() && !m_proposedPictures.isEmpty()) {
        m_attachments->set({});
        m_question->clear();
    }
    m_attachments->add(attachments);
    m_question->setFocus();
}

QStringList ChatPanel::pictures(const QStringList& paths)
{
    QStringList kept;
    for (const QString& path : paths)
        if (PictureLoader::isPictureFile(path))
            kept += path;
    return kept;
}

void ChatPanel::attachFiles(const QStringList& paths)
{
    QList<Attachment> attachments;
    for (const QString& path : pictures(paths))
        attachments.append({QFileInfo(path).absoluteFilePath(), QFileInfo(path).fileName()});
    attach(attachments);
}

void ChatPanel::paste(const QImage& image)
{
    m_pictures->store(image, [this](const QString& source, const QString& why) {
        if (source.isEmpty())
            warn(why);
        else
            attach({{source, tr("pasted picture")}});
        updateState();
    });
    updateState();
}

void ChatPanel::showAsSeen(const Attachment& attachment)
{
    m_seenAttachment = attachment;
    m_attachments->setShown(attachment.source);
    if (m_seenJob && m_seenJob->active())
        m_seenJob->cancel();
    if (attachment.source.isEmpty()) {
        m_seen->hide();
        updateDetails();
        return;
    }
    if (m_models->model().isEmpty()) {
        m_seen->showProblem(attachment.name, tr("Choose a model first."));
        updateDetails();
        return;
    }
    m_seen->showWaiting(attachment.name);
    updateDetails();
    QJsonObject parameters{{QStringLiteral("model"), m_models->model()}, {QStringLiteral("images"), QJsonArray{attachment.source}}};
    if (attachment.ofProject())
        parameters.insert(QStringLiteral("project"), m_session.projectPath());
    m_seenJob = m_session.jobs().start(QStringLiteral("vlm.view"), parameters);
    connect(m_seenJob, &Job::finished, this, [this, name = attachment.name](const QJsonObject& result) {
        m_seen->showResult(name, result.value(QStringLiteral("images")).toArray().first().toObject());
    });
    connect(m_seenJob, &Job::failed, this, [this, name = attachment.name](const JobError& error) { m_seen->showProblem(name, error.message); });
}

void ChatPanel::setRecord(const QaRecord& record)
{
    const bool follow = m_conversation->turns().isEmpty() && composerUntouched();
    m_record = record;
    if (follow)
        proposeStage();
}

void ChatPanel::clearComposer()
{
    m_record = {};
    m_proposed.clear();
    m_proposedPictures.clear();
    m_question->clear();
    m_attachments->set({});
    showAsSeen({});
}

bool ChatPanel::composerUntouched() const
{
    return m_question->toPlainText() == m_proposed && m_attachments->attachments() == m_proposedPictures;
}

void ChatPanel::refreshModels()
{
    m_models->refresh();
}

ChatModel ChatPanel::model() const
{
    const QString adapter = m_adapters->adapter();
    return {m_models->model(), adapter, adapter.isEmpty() ? m_models->modelName() : tr("%1 with %2").arg(m_models->modelName(), m_adapters->currentText())};
}

bool ChatPanel::canAsk() const
{
    return m_conversation->isBusy() || (!m_models->model().isEmpty() && !m_question->toPlainText().trimmed().isEmpty() && !m_pictures->isStoring());
}

bool ChatPanel::isWriting() const
{
    return m_conversation->isBusy();
}

bool ChatPanel::isSettled() const
{
    return !m_conversation->isBusy() && !m_pictures->isStoring() && !(m_seenJob && m_seenJob->active());
}

void ChatPanel::askOrStop()
{
    if (m_conversation->isBusy()) {
        stop();
        return;
    }
    if (!canAsk())
        return;
    m_notice->hide();
    m_follow = true;
    // The record's own words are asked as it holds them, with its marks for the pictures: what the model was trained on.
    const QString text = composerUntouched() && !m_proposedPictures.isEmpty() ? QString::fromStdString(m_record.question) : m_question->toPlainText().trimmed();
    const QList<Attachment> attachments = m_attachments->attachments();
    const QaRecord record = m_record;
    clearComposer();
    m_record = record; // it may be attached again
    m_conversation->ask(model(), text, attachments, m_sampling->sampling());
}

void ChatPanel::stop()
{
    m_conversation->stop();
}

void ChatPanel::regenerate()
{
    Sampling next = m_sampling->sampling();
    ++next.seed;
    m_sampling->setSampling(next);
    m_notice->hide();
    m_conversation->regenerate(model(), next);
}

void ChatPanel::takeBack(const JobError& error, const ChatTurn& question)
{
    if (!question.text.isEmpty()) {
        m_question->setPlainText(question.text);
        m_attachments->set(question.attachments);
    }
    warn(error.message);
    updateTurns();
}

void ChatPanel::warn(const QString& text)
{
    m_notice->setAction({}, {});
    m_notice->show(ColorRole::Contradicts, QStringLiteral("error"), text);
}

QString ChatPanel::commandLine() const
{
    const auto& turns = m_conversation->turns();
    return turns.isEmpty() || !turns.last().fromModel ? QStringLiteral("w2v vlm answer --model DIR --image FILE --prompt TEXT")
                                                      : copyAsCommand(QStringLiteral("vlm.answer"), m_conversation->request(turns.size() - 1));
}

void ChatPanel::resetTurns()
{
    qDeleteAll(m_turns);
    m_turns.clear();
    for (qsizetype i = 0; i < m_conversation->turns().size(); ++i)
        addTurn(i);
    updateTurns();
    updateState();
}

void ChatPanel::addTurn(qsizetype turn)
{
    const ChatTurn& added = m_conversation->turns().at(turn);
    auto* view = new TurnView(added, *m_pictures);
    view->setObjectName(QStringLiteral("turn%1").arg(turn));
    connect(view, &TurnView::copyRequested, this, [this, turn] { QGuiApplication::clipboard()->setText(m_conversation->turns().at(turn).text); });
    connect(view, &TurnView::copyCommandRequested, this, [this, turn] {
        QGuiApplication::clipboard()->setText(copyAsCommand(QStringLiteral("vlm.answer"), m_conversation->request(turn)));
    });
    connect(view, &TurnView::regenerateRequested, this, &ChatPanel::regenerate);
    if (view->attachments())
        connect(view->attachments(), &AttachmentStrip::activated, this, [this](const Attachment& attachment) {
            showAsSeen(attachment == m_seenAttachment ? Attachment{} : attachment);
        });
    m_turnLayout->insertWidget(static_cast<int>(m_turns.size()), view);
    m_turns.append(view);
    updateTurns();
}

void ChatPanel::updateTurns()
{
    const bool busy = m_conversation->isBusy();
    for (qsizetype i = 0; i < m_turns.size(); ++i)
        m_turns[i]->setLast(i == m_turns.size() - 1 && !busy);
    showLastTurn();
    m_pages->setCurrentIndex(m_turns.isEmpty() ? EmptyPage : TurnsPage);
    m_new->setEnabled(!m_turns.isEmpty());
}

void ChatPanel::showLastTurn()
{
    m_pace.stop();
    if (!m_turns.isEmpty())
        m_turns.last()->show(m_conversation->turns().at(m_turns.size() - 1), m_conversation->isBusy());
}

void ChatPanel::updateState()
{
    const bool busy = m_conversation->isBusy();
    m_askButton->setIcon(themedIcon(busy ? QStringLiteral("stop") : QStringLiteral("send"), ColorRole::OnAccent));
    Q_EMIT changed();
}

} // namespace w2v
