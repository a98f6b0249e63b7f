#include "ui/chat/ChatComposer.h"

#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QMenu>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/chat/AttachmentStrip.h"
#include "ui/chat/PictureLoader.h"
#include "ui/chat/QuestionEdit.h"
#include "ui/chat/SamplingForm.h"
#include "ui/chat/SeenPicture.h"
#include "ui/records/RecordListModel.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/FittingScrollArea.h"
#include "ui/widgets/Labels.h"

namespace w2v {

ChatComposer::ChatComposer(Session& session, PictureLoader& pictures, QAction* ask, QWidget* parent)
    : QWidget(parent), m_session(session), m_pictures(pictures), m_seen(new SeenPicture(pictures)), m_attachments(new AttachmentStrip(pictures, true)),
      m_question(new QuestionEdit), m_sampling(new SamplingForm), m_attachMenu(new QMenu(this))
{
    m_seen->setObjectName(QStringLiteral("seenPicture"));
    m_seen->hide();
    connect(m_seen, &SeenPicture::closed, this, [this] { showAsSeen({}); });
    m_attachments->setObjectName(QStringLiteral("chatAttachments"));
    connect(m_attachments, &AttachmentStrip::activated, this, &ChatComposer::toggleSeen);
    connect(m_attachments, &AttachmentStrip::changed, this, [this] {
        if (!m_seenAttachment.source.isEmpty() && !m_attachments->attachments().contains(m_seenAttachment))
            showAsSeen({});
        Q_EMIT changed();
    });
    m_question->setObjectName(QStringLiteral("chatQuestion"));
    m_question->setAccessibleName(tr("Question"));
    m_question->setPlaceholderText(tr("Ask about the attached pictures"));
    connect(m_question, &QuestionEdit::textChanged, this, &ChatComposer::changed);
    connect(m_question, &QuestionEdit::filesPasted, this, &ChatComposer::attachFiles);
    connect(m_question, &QuestionEdit::imagePasted, this, &ChatComposer::paste);
    m_sampling->hide();
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kHalf);
    buildButtons(ask, buttons);

    auto* details = new QWidget;
    auto* detailLayout = new QVBoxLayout(details);
    detailLayout->setContentsMargins(0, 0, 0, 0);
    detailLayout->setSpacing(space::kGap);
    detailLayout->addWidget(m_seen);
    detailLayout->addWidget(m_sampling);
    m_details = new FittingScrollArea(details);
    updateDetails();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kGap);
    layout->addWidget(m_details);
    layout->addWidget(m_attachments);
    layout->addWidget(m_question);
    layout->addLayout(buttons);
}

void ChatComposer::buildButtons(QAction* ask, QHBoxLayout* buttons)
{
    const auto flat = [](QToolButton* button, const QString& objectName) {
        button->setObjectName(objectName);
        return button;
    };
    connect(m_attachMenu, &QMenu::aboutToShow, this, &ChatComposer::fillAttachMenu);
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
    connect(m_new, &QToolButton::clicked, this, &ChatComposer::newRequested);
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
    setWriting(false);
    buttons->addWidget(m_attachButton);
    buttons->addWidget(m_samplingToggle);
    buttons->addWidget(m_new);
    buttons->addWidget(summary, 1);
    buttons->addWidget(m_askButton);
}

void ChatComposer::setWriting(bool writing)
{
    m_askButton->setIcon(themedIcon(writing ? QStringLiteral("stop") : QStringLiteral("send"), ColorRole::OnAccent));
}

bool ChatComposer::isSettled() const
{
    return !m_pictures.isStoring() && !(m_seenJob && m_seenJob->active());
}

void ChatComposer::updateDetails()
{
    m_details->setVisible(!m_seen->isHidden() || !m_sampling->isHidden());
}

QString ChatComposer::text() const
{
    // The record's own words are asked as it holds them, with its marks for the pictures: what the model was trained on.
    return untouched() && !m_proposedPictures.isEmpty() ? QString::fromStdString(m_record.question) : m_question->toPlainText().trimmed();
}

bool ChatComposer::hasText() const
{
    return !m_question->toPlainText().trimmed().isEmpty() && !m_pictures.isStoring();
}

QList<Attachment> ChatComposer::attachments() const
{
    return m_attachments->attachments();
}

Sampling ChatComposer::sampling() const
{
    return m_sampling->sampling();
}

Sampling ChatComposer::nextSeed()
{
    Sampling next = m_sampling->sampling();
    ++next.seed;
    m_sampling->setSampling(next);
    return next;
}

void ChatComposer::put(const ChatTurn& question)
{
    m_question->setPlainText(question.text);
    m_attachments->set(question.attachments);
}

void ChatComposer::clear()
{
    m_proposed.clear();
    m_proposedPictures.clear();
    m_question->clear();
    m_attachments->set({});
    showAsSeen({});
}

void ChatComposer::forget()
{
    m_record = {};
    clear();
}

void ChatComposer::setRecord(const QaRecord& record, bool follow)
{
    const bool propose = follow && untouched();
    m_record = record;
    if (propose)
        proposeStage();
}

bool ChatComposer::untouched() const
{
    return m_question->toPlainText() == m_proposed && m_attachments->attachments() == m_proposedPictures;
}

void ChatComposer::fillAttachMenu()
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

QList<Attachment> ChatComposer::stagePictures() const
{
    QList<Attachment> pictures;
    const int count = static_cast<int>(m_record.images.size());
    for (int i = 0; i < count; ++i)
        pictures.append({QString::fromStdString(m_record.images[static_cast<std::size_t>(i)]),
                         tr("%1, picture %2 of %3").arg(QString::fromStdString(m_record.id)).arg(i + 1).arg(count)});
    return pictures;
}

void ChatComposer::proposeStage()
{
    m_proposedPictures = stagePictures();
    m_proposed = questionLine(m_record.question);
    m_attachments->set(m_proposedPictures);
    m_question->setPlainText(m_proposed);
}

void ChatComposer::attachFrames(bool pair)
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
        Q_EMIT problem(QString::fromUtf8(error.what()));
    }
}

void ChatComposer::attach(const QList<Attachment>& attachments)
{
    // What follows the stage gives way to what was chosen by hand.
    if (untouched() && !m_proposedPictures.isEmpty()) {
        m_attachments->set({});
        m_question->clear();
    }
    m_attachments->add(attachments);
    m_question->setFocus();
}

void ChatComposer::attachFiles(const QStringList& paths)
{
    QList<Attachment> attachments;
    for (const QString& path : paths)
        if (PictureLoader::isPictureFile(path))
            attachments.append({QFileInfo(path).absoluteFilePath(), QFileInfo(path).fileName()});
    attach(attachments);
}

void ChatComposer::paste(const QImage& image)
{
    m_pictures.store(image, [this](const QString& source, const QString& why) {
        if (source.isEmpty())
            Q_EMIT problem(why);
        else
            attach({{source, tr("pasted picture")}});
        Q_EMIT changed();
    });
    Q_EMIT changed();
}

void ChatComposer::setModel(const ChatModel& model)
{
    m_model = model;
    if (!m_seenAttachment.source.isEmpty())
        showAsSeen(m_seenAttachment); // another model sees it differently
}

void ChatComposer::toggleSeen(const Attachment& attachment)
{
    showAsSeen(attachment == m_seenAttachment ? Attachment{} : attachment);
}

void ChatComposer::showAsSeen(const Attachment& attachment)
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
    if (m_model.folder.isEmpty()) {
        m_seen->showProblem(attachment.name, m_model.isNobody() ? tr("Choose a model first.") : tr("Servers do not say how they take pictures in."));
        updateDetails();
        return;
    }
    m_seen->showWaiting(attachment.name);
    updateDetails();
    QJsonObject parameters{{QStringLiteral("model"), m_model.folder}, {QStringLiteral("images"), QJsonArray{attachment.source}}};
    if (attachment.ofProject())
        parameters.insert(QStringLiteral("project"), m_session.projectPath());
    m_seenJob = m_session.jobs().start(QStringLiteral("vlm.view"), parameters);
    connect(m_seenJob, &Job::finished, this, [this, name = attachment.name](const QJsonObject& result) {
        m_seen->showResult(name, result.value(QStringLiteral("images")).toArray().first().toObject());
    });
    connect(m_seenJob, &Job::failed, this, [this, name = attachment.name](const JobError& error) { m_seen->showProblem(name, error.message); });
}

} // namespace w2v
