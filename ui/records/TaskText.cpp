#include "ui/records/TaskText.h"

#include <QCoreApplication>
#include <QStringList>

namespace w2v {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(w2v::TaskText)
};

struct Reason {
    const char* key;
    const char* text;
};
constexpr Reason kReasons[] = {
    {"wrong answer", QT_TRANSLATE_NOOP("w2v::TaskText", "wrong answer")},
    {"unclear question", QT_TRANSLATE_NOOP("w2v::TaskText", "unclear question")},
    {"poor image", QT_TRANSLATE_NOOP("w2v::TaskText", "poor image")},
    {"object not visible", QT_TRANSLATE_NOOP("w2v::TaskText", "object not visible")},
    {"implausible view", QT_TRANSLATE_NOOP("w2v::TaskText", "implausible view")},
    {"duplicate", QT_TRANSLATE_NOOP("w2v::TaskText", "duplicate")},
};

} // namespace

QString taskText(Task task)
{
    switch (task) {
    case Task::A1:
        return Tr::tr("length of a move");
    case Task::A2:
        return Tr::tr("angle of a turn");
    case Task::A3:
        return Tr::tr("several actions");
    case Task::A4:
        return Tr::tr("is the claim true");
    case Task::D1:
        return Tr::tr("where the box goes");
    case Task::D2:
        return Tr::tr("does it disappear");
    case Task::D3:
        return Tr::tr("actions from boxes");
    case Task::D4:
        return Tr::tr("is it the same object");
    }
    return {};
}

QString splitText(const QString& split)
{
    if (split == QLatin1String("train"))
        return Tr::tr("training");
    if (split == QLatin1String("heldout"))
        return Tr::tr("held out");
    return split.isEmpty() ? Tr::tr("no split") : split;
}

QString reasonText(const QString& reason)
{
    for (const Reason& known : kReasons)
        if (reason == QLatin1String(known.key))
            return Tr::tr(known.text);
    return reason;
}

const QStringList& rejectionReasons()
{
    static const QStringList keys = [] {
        QStringList list;
        for (const Reason& reason : kReasons)
            list += QString::fromLatin1(reason.key);
        return list;
    }();
    return keys;
}

} // namespace w2v
