#pragma once
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace w2v {

/// A picture that goes with a question: a file, or a picture of the project ("blob:...").
struct Attachment {
    QString source;   ///< absolute path or image reference
    QString name;     ///< what it is called beside its thumbnail

    bool ofProject() const { return source.startsWith(QLatin1String("blob:")); }
    bool operator==(const Attachment&) const = default;
};

/// How an answer is drawn. Defaults are those of the operation and stay out of its parameters.
struct Sampling {
    double temperature = 0;       ///< 0 = the likeliest token, always
    double topP = 1;
    int topK = 0;                 ///< 0 = all
    double repetitionPenalty = 0; ///< 0 = as the model's files say
    int maxTokens = 256;
    int seed = 1;
    QString system;               ///< "" = the model's own system turn
    bool operator==(const Sampling&) const = default;

    /// As parameters of `vlm.answer`.
    QJsonObject parameters() const;
};

/// Who answers: a checkpoint, or a model of a server.
struct ChatModel {
    QString folder;               ///< of the checkpoint
    QString adapter = {};         ///< folder of the LoRA adapter on it; "" = none
    QString server = {};          ///< address, instead of a folder
    QString serverModel = {};     ///< as the server calls it
    QString name = {};            ///< what people call it

    bool isNobody() const { return folder.isEmpty() && server.isEmpty(); }

    /// As parameters of an operation.
    QJsonObject parameters() const;
};

/// One turn of a conversation.
struct ChatTurn {
    bool fromModel = false;
    QString text;
    QList<Attachment> attachments; ///< of a question
    // Of an answer:
    ChatModel model;
    Sampling sampling;
    QJsonObject facts;             ///< the operation's result; empty while it runs and when it was stopped
    bool stopped = false;

    QJsonObject toJson() const;
    static ChatTurn fromJson(const QJsonObject& json);
};

} // namespace w2v
