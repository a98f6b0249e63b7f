#pragma once
#include <QString>

namespace w2v {

/// "2.31 m", "0:21", "4 min", "30°", "1 250", "12.4 MB": numbers as people read them, never more digits than useful.
QString formatMeters(double meters);
QString formatDegrees(double degrees);
QString formatDuration(double seconds);      ///< "0:21", "4:05", "1:02:10", "2.5 days"; "" for unknown (negative)
QString formatCount(qint64 count);           ///< thin groups of three
QString formatPercent(double share);         ///< 0..1 -> "42%"
QString formatBytes(qint64 bytes);

} // namespace w2v
