#include "ui/chat/ChatTypes.h"

#include <QJsonArray>

namespace w2v {
namespace {

Sampling samplingFromJson(const QJsonObject& json)
{
    Sampling s;
    s.temperature = json.value(QStringLiteral("temperature")).toDouble(s.temperature);
    s.topP = json.value(QStringLiteral("top_p")).toDouble(s.topP);
    s.topK = json.value(QStringLiteral("top_k")).toInt(s.topK);
    s.repetitionPenalty = json.value(QStringLiteral("repetition_penalty")).toDouble(s.repetitionPenalty);
    s.maxTokens = json.value(QStringLiteral("max_tokens")).toInt(s.maxTokens);
    s.seed = json.value(QStringLiteral("seed")).toInt(s.seed);
    s.system = json.value(QStringLiteral("system")).toString();
    return s;
}

} // namespace

QJsonObject Sampling::parameters() const
{
    const Sampling usual;
    QJsonObject json{{QStringLiteral("max_tokens"), maxTokens}, {QStringLiteral("seed"), seed}};
    if (temperature != usual.temperature)
        json.insert(QStringLiteral("temperature"), temperature);
    if (topP != usual.topP)
        json.insert(QStringLiteral("top_p"), topP);
    if (topK != usual.topK)
        json.insert(QStringLiteral("top_k"), topK);
    if (repetitionPenalty > 0)
        json.insert(QStringLiteral("repetition_penalty"), repetitionPenalty);
    if (!system.isEmpty())
        json.insert(QStringLiteral("system"), system);
    return json;
}

QJsonObject ChatModel::parameters() const
{
    if (!server.isEmpty())
        return {{QStringLiteral("server"), server}, {QStringLiteral("server_model"), serverModel}};
    QJsonObject json{{QStringLiteral("model"), folder}};
    if (!adapter.isEmpty())
        json.insert(QStringLiteral("adapter"), adapter);
    return json;
}

QJsonObject ChatTurn::toJson() const
{
    QJsonObject json{{QStringLiteral("role"), fromModel ? QStringLiteral("assistant") : QStringLiteral("user")}, {QStringLiteral("text"), text}};
    if (!attachments.isEmpty()) {
        QJsonArray list;
        for (const Attachment& a : attachments)
            list.append(QJsonObject{{QStringLiteral("source"), a.source}, {QStringLiteral("name"), a.name}});
        json.insert(QStringLiteral("attachments"), list);
    }
    if (fromModel) {
        json.insert(QStringLiteral("model"), model.folder);
        json.insert(QStringLiteral("adapter"), model.adapter);
        json.insert(QStringLiteral("server"), model.server);
        json.insert(QStringLiteral("server_model"), model.serverModel);
        json.insert(QStringLiteral("model_name"), model.name);
        json.insert(QStringLiteral("sampling"), sampling.parameters());
        json.insert(QStringLiteral("facts"), facts);
        json.insert(QStringLiteral("stopped"), stopped);
    }
    return json;
}

ChatTurn ChatTurn::fromJson(const QJsonObject& json)
{
    ChatTurn turn;
    turn.fromModel = json.value(QStringLiteral("role")).toString() == QLatin1String("assistant");
    turn.text = json.value(QStringLiteral("text")).toString();
    for (const QJsonValue& a : json.value(QStringLiteral("attachments")).toArray())
        turn.attachments.append({a[QStringLiteral("source")].toString(), a[QStringLiteral("name")].toString()});
    turn.model = {json.value(QStringLiteral("model")).toString(), json.value(QStringLiteral("adapter")).toString(),
                  json.value(QStringLiteral("server")).toString(), json.value(QStringLiteral("server_model")).toString(),
                  json.value(QStringLiteral("model_name")).toString()};
    turn.sampling = samplingFromJson(json.value(QStringLiteral("sampling")).toObject());
    turn.facts = json.value(QStringLiteral("facts")).toObject();
    turn.stopped = json.value(QStringLiteral("stopped")).toBool();
    return turn;
}

} // namespace w2v
