#include "ui/session/Units.h"

#include <QCoreApplication>

#include <cmath>

#include "core/base/Duration.h"

namespace w2v {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(w2v::Units)
};

QString trimmed(double value, int decimals)
{
    QString text = QString::number(value, 'f', decimals);
    if (text.contains('.')) {
        while (text.endsWith('0'))
            text.chop(1);
        if (text.endsWith('.'))
            text.chop(1);
    }
    return text == "-0" ? QString("0") : text;
}

} // namespace

QString formatMeters(double meters)
{
    return QString::number(meters, 'f', 2) + QStringLiteral(" m");
}

QString formatDegrees(double degrees)
{
    return trimmed(degrees, 1) + QChar(0x00b0);
}

QString formatDuration(double seconds)
{
    constexpr double kDay = 86'400, kMost = 1e8;
    if (!(seconds >= 0) || seconds > kMost)
        return {};
    if (seconds >= 2 * kDay)
        return Tr::tr("%1 days").arg(seconds / kDay, 0, 'f', 1);
    return QString::fromStdString(durationText(seconds));
}

QString formatCount(qint64 count)
{
    QString text = QString::number(std::abs(count));
    for (int at = int(text.size()) - 3; at > 0; at -= 3)
        text.insert(at, QChar(0x2009));
    return count < 0 ? QString(QChar(0x2212)) + text : text;
}

QString formatPercent(double share)
{
    return QString::number(std::lround(share * 100)) + '%';
}

QString formatBytes(qint64 bytes)
{
    double value = double(bytes);
    const char* units[] = {"B", "kB", "MB", "GB", "TB"};
    int unit = 0;
    while (value >= 1000 && unit < 4) {
        value /= 1000;
        ++unit;
    }
    return QString("%1 %2").arg(trimmed(value, unit == 0 || value >= 100 ? 0 : 1), QString::fromLatin1(units[unit]));
}

} // namespace w2v
