#include "ui/chat/Conversation.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace w2v {
namespace {

constexpr QLatin1String kFirst("chat");

QJsonArray imagesOf(const ChatTurn& turn)
{
    QJsonArray images;
    for (const Attachment& a : turn.attachments)
        images.append(a.source);
    return images;
}

} // namespace

Conversation::Conversation(Session& session, const QString& name, QObject* parent) : QObject(parent), m_session(session), m_name(name)
{
    if (m_name != kFirst) { // what is said of failures is said of these, too
        m_own = std::make_unique<JobRunner>();
        m_own->setWorkerProgram(session.jobs().workerProgram());
        connect(m_own.get(), &JobRunner::jobEnded, &session.jobs(), &JobRunner::jobEnded);
    }
    connect(&session, &Session::projectOpened, this, &Conversation::load);
    connect(&session, &Session::projectClosed, this, &Conversation::load);
    load();
}

Conversation::~Conversation()
{
    if (isBusy()) {
        m_job->disconnect(this);
        m_job->cancel();
    }
}

void Conversation::ask(const ChatModel& model, const QString& text, const QList<Attachment>& attachments, const Sampling& sampling)
{
    if (isBusy())
        return;
    ChatTurn question;
    question.text = text;
    question.attachments = attachments;
    m_turns.append(question);
    Q_EMIT turnAdded(m_turns.size() - 1);
    m_retry = false;
    answer(model, sampling);
}

void Conversation::regenerate(const ChatModel& model, const Sampling& sampling)
{
    if (isBusy() || m_turns.isEmpty())
        return;
    if (m_turns.last().fromModel)
        removeLast();
    m_retry = true;
    answer(model, sampling);
}

QJsonObject Conversation::request(qsizetype turn) const
{
    const ChatTurn& wanted = m_turns.at(turn);
    QJsonObject parameters = wanted.model.parameters();
    const QJsonObject sampling = wanted.sampling.parameters();
    for (auto it = sampling.begin(); it != sampling.end(); ++it)
        parameters.insert(it.key(), it.value());
    QJsonArray messages;
    bool ofProject = false;
    for (qsizetype i = 0; i < turn; ++i) {
        const ChatTurn& t = m_turns.at(i);
        if (t.fromModel && t.text.isEmpty())
            continue;
        QJsonObject message{{QStringLiteral("role"), t.fromModel ? QStringLiteral("assistant") : QStringLiteral("user")}, {QStringLiteral("text"), t.text}};
        if (!t.attachments.isEmpty())
            message.insert(QStringLiteral("images"), imagesOf(t));
        messages.append(message);
        for (const Attachment& a : t.attachments)
            ofProject = ofProject || a.ofProject();
    }
    if (messages.size() == 1) { // the plain form reads better on a command line
        parameters.insert(QStringLiteral("prompt"), messages[0].toObject().value(QStringLiteral("text")));
        if (messages[0].toObject().contains(QStringLiteral("images")))
            parameters.insert(QStringLiteral("images"), messages[0].toObject().value(QStringLiteral("images")));
    } else {
        parameters.insert(QStringLiteral("messages"), messages);
    }
    if (ofProject)
        parameters.insert(QStringLiteral("project"), m_session.projectPath());
    return parameters;
}

void Conversation::answer(const ChatModel& model, const Sampling& sampling)
{
    ChatTurn turn;
    turn.fromModel = true;
    turn.model = model;
    turn.sampling = sampling;
    m_turns.append(turn);
    const qsizetype at = m_turns.size() - 1;
    Q_EMIT turnAdded(at);
    m_job = jobs().start(QStringLiteral("vlm.answer"), request(at));
    connect(m_job, &Job::event, this, [this, at](const QJsonObject& event) {
        if (event.value(QStringLiteral("event")).toString() != QLatin1String("text"))
            return;
        m_turns[at].text += event.value(QStringLiteral("text")).toString();
        Q_EMIT turnChanged(at);
    });
    connect(m_job, &Job::finished, this, [this, at](const QJsonObject& result) {
        ChatTurn& done = m_turns[at];
        done.text = result.value(QStringLiteral("text")).toString();
        done.facts = result;
        done.facts.remove(QStringLiteral("text"));
        done.facts.remove(QStringLiteral("answers"));
        Q_EMIT turnChanged(at);
    });
    connect(m_job, &Job::cancelled, this, [this, at] {
        m_turns[at].stopped = true;
        Q_EMIT turnChanged(at);
    });
    connect(m_job, &Job::failed, this, [this](const JobError& error) {
        removeLast();
        ChatTurn question;
        if (!m_retry && !m_turns.isEmpty()) {
            question = m_turns.last();
            removeLast();
        }
        Q_EMIT failed(error, question);
    });
    connect(m_job, &Job::ended, this, &Conversation::endJob);
    save();
    Q_EMIT busyChanged();
}

void Conversation::stop()
{
    if (isBusy())
        m_job->cancel();
}

void Conversation::endJob()
{
    m_job = nullptr;
    save();
    Q_EMIT busyChanged();
}

void Conversation::removeLast()
{
    m_turns.removeLast();
    Q_EMIT turnRemoved(m_turns.size());
}

void Conversation::clear()
{
    stop();
    if (m_turns.isEmpty())
        return;
    m_cleared = std::exchange(m_turns, {});
    save();
    Q_EMIT reset();
}

void Conversation::restore()
{
    if (m_cleared.isEmpty() || isBusy())
        return;
    m_turns = std::exchange(m_cleared, {});
    save();
    Q_EMIT reset();
}

void Conversation::load()
{
    if (isBusy()) {
        m_job->disconnect(this);
        m_job->cancel();
        m_job = nullptr;
        Q_EMIT busyChanged();
    }
    m_turns.clear();
    m_cleared.clear();
    if (Project* project = m_session.project()) {
        try {
            const QByteArray stored = QByteArray::fromStdString(project->value(m_name.toStdString()).value_or(std::string()));
            for (const QJsonValue& turn : QJsonDocument::fromJson(stored).array())
                m_turns.append(ChatTurn::fromJson(turn.toObject()));
        } catch (const std::exception& error) {
            m_session.report(QStringLiteral("chat.load"), error);
        }
        if (!m_turns.isEmpty() && m_turns.last().fromModel && m_turns.last().facts.isEmpty())
            m_turns.last().stopped = true; // the program ended while it was written
    }
    Q_EMIT reset();
}

void Conversation::save()
{
    if (!m_session.hasProject())
        return;
    QJsonArray list;
    for (const ChatTurn& turn : m_turns)
        list.append(turn.toJson());
    m_session.edit([&](Project& project) { project.setValue(m_name.toStdString(), QJsonDocument(list).toJson(QJsonDocument::Compact).toStdString()); });
}

} // namespace w2v
