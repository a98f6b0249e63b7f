#include "ui/chat/ChatColumn.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
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
#include "ui/chat/TurnView.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"

namespace w2v {
namespace {

enum Page { EmptyPage, TurnsPage };
constexpr int kPaceMs = 33;
constexpr int kLeastTranscript = 120; ///< of the conversation, whatever is open below it
constexpr int kLeastWidth = 200;      ///< of a column beside others

QString conversationName(int place)
{
    return place ? QStringLiteral("chat%1").arg(place + 1) : QStringLiteral("chat");
}

} // namespace

ChatColumn::ChatColumn(Session& session, PictureLoader& pictures, int place, QWidget* parent)
    : QWidget(parent), m_session(session), m_pictures(pictures), m_place(place), m_conversation(new Conversation(session, conversationName(place), this)),
      m_models(new ModelChooser(session, place)), m_adapters(new AdapterChooser), m_notice(new Notice)
{
    setObjectName(QStringLiteral("chatColumn%1").arg(place + 1));
    m_adapters->setModel(m_models->model());
    const auto tool = [this](const QString& icon, const QString& name, const QString& objectName) {
        QToolButton* made = makeIconButton(icon, name, this);
        made->setObjectName(objectName);
        made->hide();
        return made;
    };
    m_stop = tool(QStringLiteral("stop"), tr("Stop this answer"), QStringLiteral("columnStop"));
    connect(m_stop, &QToolButton::clicked, this, &ChatColumn::stop);
    m_close = tool(QStringLiteral("close"), tr("Ask this model no longer; its conversation is kept"), QStringLiteral("columnClose"));
    connect(m_close, &QToolButton::clicked, this, &ChatColumn::closeRequested);
    m_modelRow = new QHBoxLayout;
    m_modelRow->setSpacing(space::kHalf);
    m_modelRow->addWidget(m_models, 1);
    m_modelRow->addWidget(m_stop);
    m_modelRow->addWidget(m_close);
    m_notice->setObjectName(QStringLiteral("columnNotice"));
    m_notice->setClosable(true);
    m_notice->hide();
    auto* choice = new QVBoxLayout;
    choice->setSpacing(space::kHalf);
    choice->addLayout(m_modelRow);
    choice->addWidget(m_adapters);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kGap);
    layout->addLayout(choice);
    layout->addWidget(buildTranscript(), 1);
    layout->addWidget(m_notice);

    connect(m_models, &ModelChooser::modelChanged, this, [this] {
        m_adapters->setModel(m_models->model());
        Q_EMIT modelChanged();
        Q_EMIT changed();
    });
    connect(m_adapters, &AdapterChooser::adapterChanged, this, &ChatColumn::changed);
    connect(m_conversation, &Conversation::reset, this, &ChatColumn::resetTurns);
    connect(m_conversation, &Conversation::turnAdded, this, &ChatColumn::addTurn);
    connect(m_conversation, &Conversation::turnChanged, this, [this](qsizetype turn) {
        // Tokens come faster than a long answer can be laid out: while it is written, it is shown at the pace of the screen.
        if (!m_conversation->isBusy())
            m_turns.at(turn)->show(m_conversation->turns().at(turn), false);
        else if (!m_pace.isActive())
            m_pace.start();
    });
    connect(m_conversation, &Conversation::turnRemoved, this, &ChatColumn::removeLastTurn);
    connect(m_conversation, &Conversation::busyChanged, this, [this] {
        updateTurns();
        m_stop->setVisible(!m_alone && isWriting());
        Q_EMIT changed();
    });
    connect(m_conversation, &Conversation::failed, this, &ChatColumn::takeBack);
    m_pace.setSingleShot(true);
    m_pace.setInterval(kPaceMs);
    connect(&m_pace, &QTimer::timeout, this, &ChatColumn::showLastTurn);
    setFocusProxy(m_models);
    resetTurns();
}

QWidget* ChatColumn::buildTranscript()
{
    auto* empty = new EmptyState(QStringLiteral("chat"), tr("Ask a model"),
                                 tr("Choose a model above, attach pictures, write a question and press Ctrl+Enter. Pictures can be dropped anywhere here or pasted."));
    empty->addButton(tr("Choose a model"), QStringLiteral("model"), [this] { m_models->chooseFolder(); });
    m_same = empty->addButton(tr("Ask it the last question"), QStringLiteral("send"), [this] { Q_EMIT sameQuestionRequested(); });
    m_same->hide();
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
    m_pages->addWidget(empty);
    m_pages->addWidget(m_scroll);
    return m_pages;
}

ChatModel ChatColumn::model() const
{
    ChatModel model = m_models->answerer();
    model.adapter = m_adapters->adapter();
    if (!model.adapter.isEmpty())
        model.name = tr("%1 with %2").arg(model.name, m_adapters->currentText());
    return model;
}

void ChatColumn::refreshModels()
{
    m_models->refresh();
}

void ChatColumn::chooseModel()
{
    m_models->chooseFolder();
}

void ChatColumn::setAlone(bool alone)
{
    m_alone = alone;
    m_stop->setVisible(!alone && isWriting());
    m_close->setVisible(!alone);
    setMinimumWidth(alone ? 0 : kLeastWidth);
}

void ChatColumn::offerSameQuestion(bool offered)
{
    m_same->setVisible(offered);
}

bool ChatColumn::ask(const QString& text, const QList<Attachment>& attachments, const Sampling& sampling)
{
    const ChatModel asked = model();
    if (asked.isNobody() || isWriting())
        return false;
    hideNotice();
    m_follow = true;
    m_sampling = sampling;
    m_conversation->ask(asked, text, attachments, sampling);
    return true;
}

void ChatColumn::regenerate(const Sampling& sampling)
{
    hideNotice();
    m_sampling = sampling;
    m_conversation->regenerate(model(), sampling);
}

void ChatColumn::stop()
{
    m_conversation->stop();
}

bool ChatColumn::isWriting() const
{
    return m_conversation->isBusy();
}

void ChatColumn::startAnew()
{
    hideNotice();
    m_conversation->clear();
}

void ChatColumn::bringBack()
{
    if (m_conversation->turns().isEmpty())
        m_conversation->restore();
}

QString ChatColumn::commandLine() const
{
    const auto& turns = m_conversation->turns();
    return turns.isEmpty() || !turns.last().fromModel ? QStringLiteral("w2v vlm answer --model DIR --image FILE --prompt TEXT")
                                                      : copyAsCommand(QStringLiteral("vlm.answer"), m_conversation->request(turns.size() - 1));
}

void ChatColumn::hideNotice()
{
    m_notice->hide();
}

void ChatColumn::takeBack(const JobError& error, const ChatTurn& question)
{
    if (m_alone) { // the question goes back to where it was written
        Q_EMIT failed(error, question);
        return;
    }
    m_notice->setAction({}, {});
    if (!question.text.isEmpty())
        m_notice->setAction(tr("Ask again"), [this, question] { ask(question.text, question.attachments, m_sampling); });
    m_notice->show(ColorRole::Contradicts, QStringLiteral("error"), error.message);
    updateTurns();
}

void ChatColumn::resetTurns()
{
    qDeleteAll(m_turns);
    m_turns.clear();
    for (qsizetype i = 0; i < m_conversation->turns().size(); ++i)
        addTurn(i);
    updateTurns();
    Q_EMIT changed();
}

void ChatColumn::addTurn(qsizetype turn)
{
    const ChatTurn& added = m_conversation->turns().at(turn);
    auto* view = new TurnView(added, m_pictures);
    view->setObjectName(QStringLiteral("turn%1").arg(turn));
    connect(view, &TurnView::copyRequested, this, [this, turn] { QGuiApplication::clipboard()->setText(m_conversation->turns().at(turn).text); });
    connect(view, &TurnView::copyCommandRequested, this, [this, turn] {
        QGuiApplication::clipboard()->setText(copyAsCommand(QStringLiteral("vlm.answer"), m_conversation->request(turn)));
    });
    connect(view, &TurnView::regenerateRequested, this, &ChatColumn::regenerateRequested);
    if (view->attachments())
        connect(view->attachments(), &AttachmentStrip::activated, this, &ChatColumn::pictureActivated);
    m_turnLayout->insertWidget(static_cast<int>(m_turns.size()), view);
    m_turns.append(view);
    updateTurns();
}

void ChatColumn::removeLastTurn()
{
    TurnView* view = m_turns.takeLast();
    m_turnLayout->removeWidget(view);
    view->hide();
    view->setObjectName(QString());
    view->deleteLater(); // its button may be what is being clicked
    updateTurns();
}

void ChatColumn::updateTurns()
{
    const bool busy = m_conversation->isBusy();
    for (qsizetype i = 0; i < m_turns.size(); ++i)
        m_turns[i]->setLast(i == m_turns.size() - 1 && !busy);
    showLastTurn();
    m_pages->setCurrentIndex(m_turns.isEmpty() ? EmptyPage : TurnsPage);
}

void ChatColumn::showLastTurn()
{
    m_pace.stop();
    if (!m_turns.isEmpty())
        m_turns.last()->show(m_conversation->turns().at(m_turns.size() - 1), m_conversation->isBusy());
}

} // namespace w2v
