#pragma once
#include <QJsonObject>
#include <QString>

#include "core/dataset/Project.h"

namespace w2v {

class Session;

/// How the next imagination is made; remembered between starts.
struct ImagineOptions {
    QString worldModel;      ///< empty: chosen by the kind of observation
    int size = 0;            ///< pixels of the longer side; 0: as the observation
    double fovDegrees = 0;   ///< along the longer side; 0: as the observation
    qint64 seed = 1;
    QString svcWeights;      ///< folder with the weights of Stable Virtual Camera
    int svcSteps = 50;       ///< denoising steps of it
    double svcGuidance = 4;  ///< of its first pass
    bool svcMetric = true;   ///< metres stay metres; else the reference's camera scale

    QString processCommand;  ///< what starts the program of "process"
    QString modelOptions;    ///< a JSON object for it; empty for none
    QString torchscriptFile; ///< of "torchscript"
    QString trustedFile;     ///< the file that the user said may run; another one needs a new word
    double outsideSilence = 300; ///< seconds such a program may say nothing

    static ImagineOptions load();
    void save() const;
};

/// Parameters of the operation `imagine` for a stored trajectory of the open project.
QJsonObject imagineParams(const Session& session, const StoredTrajectory& trajectory, const ImagineOptions& options);

/// The command line that does the same: there an observation is a path.
QString imagineCommandLine(Session& session, const QJsonObject& params);

} // namespace w2v
