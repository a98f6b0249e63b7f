#include "ui/observe/PathSettings.h"

#include <QSettings>

namespace w2v {

PathSettings PathSettings::load()
{
    const QSettings settings;
    PathSettings result;
    result.snap.meters = std::clamp(settings.value("path/snapMeters", result.snap.meters).toDouble(), 0.0, 10.0);
    result.snap.degrees = std::clamp(settings.value("path/snapDegrees", result.snap.degrees).toDouble(), 0.0, 180.0);
    result.policy = LookAheadPolicy(std::clamp(settings.value("path/lookAhead", int(result.policy)).toInt(), 0, 2));
    return result;
}

void PathSettings::save() const
{
    QSettings settings;
    settings.setValue("path/snapMeters", snap.meters);
    settings.setValue("path/snapDegrees", snap.degrees);
    settings.setValue("path/lookAhead", int(policy));
}

} // namespace w2v
