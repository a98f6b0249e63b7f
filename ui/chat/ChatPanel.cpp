#include "ui/chat/ChatPanel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/chat/ChatColumn.h"
#include "ui/chat/ChatComposer.h"
#include "ui/chat/Conversation.h"
#include "ui/chat/PictureLoader.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"

namespace w2v {
namespace {

const char* const kColumnsKey = "chat/columns"; ///< places of those that are open beside the first

} // namespace

ChatPanel::ChatPanel(Session& session, const Actions& actions, QWidget* parent)
    : QWidget(parent), m_session(session), m_pictures(new PictureLoader(session, this)), m_columnArea(new QScrollArea), m_notice(new Notice)
{
    auto* columns = new QWidget;
    m_row = new QHBoxLayout(columns);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(space::kGap);
    m_columnArea->setObjectName(QStringLiteral("chatColumns"));
    m_columnArea->setWidgetResizable(true);
    m_columnArea->setFrameShape(QFrame::NoFrame);
    m_columnArea->setFocusPolicy(Qt::NoFocus); // what is in it takes it
    m_columnArea->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_columnArea->setWidget(columns);
    m_notice->setObjectName(QStringLiteral("chatNotice"));
    m_notice->setClosable(true);
    m_composer = new ChatComposer(session, *m_pictures, actions.ask);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    layout->setSpacing(space::kGap);
    layout->addWidget(m_columnArea, 1);
    layout->addWidget(m_notice);
    layout->addWidget(m_composer);

    connect(m_composer, &ChatComposer::changed, this, &ChatPanel::changed);
    connect(m_composer, &ChatComposer::problem, this, &ChatPanel::warn);
    connect(m_composer, &ChatComposer::newRequested, this, &ChatPanel::startAnew);
    for (const auto signal : {&Session::projectOpened, &Session::projectClosed})
        connect(&session, signal, m_composer, &ChatComposer::forget); // its pictures may be the other project's

    ChatColumn* first = makeColumn(0);
    first->modelRow()->addWidget(makeToolButton(actions.measure));
    first->modelRow()->addWidget(makeToolButton(actions.another));
    for (const QVariant& place : QSettings().value(kColumnsKey).toList())
        if (place.toInt() > 0 && place.toInt() < kMostColumns)
            makeColumn(place.toInt());
    updateColumns();
}

ChatColumn* ChatPanel::makeColumn(int place)
{
    auto* column = new ChatColumn(m_session, *m_pictures, place);
    const auto at = std::find_if(m_columns.begin(), m_columns.end(), [place](const ChatColumn* other) { return other->place() > place; });
    m_row->insertWidget(static_cast<int>(at - m_columns.begin()), column, 1);
    m_columns.insert(at, column);
    if (place == 0) {
        connect(column, &ChatColumn::modelChanged, this, [this, column] { m_composer->setModel(column->model()); });
        m_composer->setModel(column->model());
    }
    connect(column, &ChatColumn::changed, this, &ChatPanel::columnChanged);
    connect(column, &ChatColumn::sameQuestionRequested, this, [this, column] {
        if (const ChatTurn* question = lastQuestion())
            column->ask(QString(question->text), QList(question->attachments), m_composer->sampling());
    });
    connect(column, &ChatColumn::closeRequested, this, [this, column] { closeColumn(column); });
    connect(column, &ChatColumn::pictureActivated, m_composer, &ChatComposer::toggleSeen);
    connect(column, &ChatColumn::regenerateRequested, this, [this, column] {
        m_notice->hide();
        column->regenerate(m_composer->nextSeed());
    });
    connect(column, &ChatColumn::failed, this, [this](const JobError& error, const ChatTurn& question) {
        if (!question.text.isEmpty())
            m_composer->put(question);
        warn(error.message);
    });
    return column;
}

void ChatPanel::updateColumns()
{
    QVariantList open;
    for (ChatColumn* column : m_columns) {
        column->setAlone(m_columns.size() == 1);
        if (column->place())
            open << column->place();
    }
    QSettings().setValue(kColumnsKey, open);
    Q_EMIT columnsChanged();
    columnChanged();
}

void ChatPanel::columnChanged()
{
    const bool asked = lastQuestion();
    for (ChatColumn* column : m_columns)
        column->offerSameQuestion(asked && column->isEmpty() && !column->model().isNobody());
    m_composer->newButton()->setEnabled(asked);
    m_composer->setWriting(isWriting());
    Q_EMIT changed();
}

const ChatTurn* ChatPanel::lastQuestion() const
{
    for (const ChatColumn* column : m_columns) {
        const QList<ChatTurn>& turns = column->conversation().turns();
        const auto last = std::find_if(turns.rbegin(), turns.rend(), [](const ChatTurn& turn) { return !turn.fromModel; });
        if (last != turns.rend())
            return &*last;
    }
    return nullptr;
}

void ChatPanel::addColumn()
{
    if (!canAddColumn())
        return;
    int place = 0;
    while (std::any_of(m_columns.begin(), m_columns.end(), [place](const ChatColumn* column) { return column->place() == place; }))
        ++place;
    ChatColumn* added = makeColumn(place);
    updateColumns();
    added->setFocus();
}

void ChatPanel::closeColumn(ChatColumn* column)
{
    if (m_columns.size() == 1)
        return;
    column->stop();
    m_columns.removeOne(column);
    m_row->removeWidget(column);
    column->hide();
    column->setObjectName(QString());
    column->deleteLater(); // its button is being clicked
    updateColumns();
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
    m_composer->attachFiles(paths);
}

void ChatPanel::setRecord(const QaRecord& record)
{
    m_composer->setRecord(record, std::all_of(m_columns.begin(), m_columns.end(), [](const ChatColumn* column) { return column->isEmpty(); }));
}

void ChatPanel::refreshModels()
{
    for (ChatColumn* column : m_columns)
        column->refreshModels();
}

ChatModel ChatPanel::model() const
{
    return m_columns.first()->model();
}

bool ChatPanel::isWriting() const
{
    return std::any_of(m_columns.begin(), m_columns.end(), [](const ChatColumn* column) { return column->isWriting(); });
}

bool ChatPanel::canAsk() const
{
    const bool chosen = std::any_of(m_columns.begin(), m_columns.end(), [](const ChatColumn* column) { return !column->model().isNobody(); });
    return isWriting() || (chosen && m_composer->hasText());
}

bool ChatPanel::isSettled() const
{
    return !isWriting() && m_composer->isSettled();
}

void ChatPanel::askOrStop()
{
    if (isWriting()) {
        stop();
        return;
    }
    if (!canAsk())
        return;
    m_notice->hide();
    const QString text = m_composer->text();
    const QList<Attachment> attachments = m_composer->attachments();
    m_composer->clear();
    for (ChatColumn* column : m_columns)
        column->ask(text, attachments, m_composer->sampling());
}

void ChatPanel::stop()
{
    for (ChatColumn* column : m_columns)
        column->stop();
}

void ChatPanel::startAnew()
{
    for (ChatColumn* column : m_columns)
        column->startAnew();
    m_notice->show(ColorRole::Muted, QStringLiteral("info"), tr("A new conversation."));
    m_notice->setAction(tr("Bring the last one back"), [this] {
        m_notice->hide();
        for (ChatColumn* column : m_columns)
            column->bringBack();
    });
}

void ChatPanel::warn(const QString& text)
{
    m_notice->setAction({}, {});
    m_notice->show(ColorRole::Contradicts, QStringLiteral("error"), text);
}

QString ChatPanel::commandLine() const
{
    return m_columns.first()->commandLine();
}

} // namespace w2v
