#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include "ui/session/JobRunner.h"

namespace w2v {

namespace {

QString quoted(const QString& text)
{
    static const QRegularExpression plain("^[A-Za-z0-9_@%+=:,./-]+$");
    if (plain.match(text).hasMatch())
        return text;
    QString inner = text;
    inner.replace('\'', "'\\''");
    return '\'' + inner + '\'';
}

/// "depth=3,world-model=geometric"
QString settings(const QJsonObject& object)
{
    QStringList parts;
    for (auto it = object.begin(); it != object.end(); ++it)
        parts << QString(it.key()).replace('_', '-') + '=' + it.value().toVariant().toString();
    return parts.join(',');
}

QString scalar(const QJsonValue& value)
{
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 12);
    if (value.isString())
        return quoted(value.toString());
    QJsonDocument document;
    if (value.isObject())
        document.setObject(value.toObject());
    else if (value.isArray())
        document.setArray(value.toArray());
    return quoted(QString::fromUtf8(document.toJson(QJsonDocument::Compact)));
}

} // namespace

QString copyAsCommand(const QString& op, const QJsonObject& params)
{
    QString line = "w2v " + (op == "train.check" ? QStringLiteral("train --check") : QString(op).replace('.', ' '));
    const QString positional = op == "observe" ? "path" : op == "runs.show" || op == "runs.stop" ? "run"
        : op == "chain.status" || op == "chain.retry" || op == "chain.cancel" ? "chain"
        : op == "trajectory.import" || op == "trajectory.doctor" ? "file" : "";
    if (!positional.isEmpty())
        line += ' ' + scalar(params.value(positional));
    for (auto it = params.begin(); it != params.end(); ++it) {
        if (it.key() == positional)
            continue;
        if (it.value().isNull())
            continue;
        QString name = it.key();
        name.replace('_', '-');
        if (name == "images" || name == "messages" || name == "benchmarks") // given once for each
            name.chop(1);
        const QString option = " --" + name;
        if (it.value().isBool()) {
            if (it.value().toBool())
                line += option;
        } else if (it.value().isArray()) {
            const QJsonArray list = it.value().toArray();
            const bool numbers = !list.isEmpty() && list.first().isDouble();
            if (numbers) {
                QStringList parts;
                for (const QJsonValue& value : list)
                    parts << scalar(value);
                line += option + ' ' + parts.join(',');
            } else {
                for (const QJsonValue& value : list)
                    line += option + ' ' + scalar(value);
            }
        } else {
            line += option + ' ' + (name == "imagine" ? quoted(settings(it.value().toObject())) : scalar(it.value()));
        }
    }
    return line;
}

} // namespace w2v
