#include "ui/session/ImagineOptions.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSettings>

#include "ui/session/Session.h"
#include "ui/session/WorldModelParams.h"

namespace w2v {

ImagineOptions ImagineOptions::load()
{
    const QSettings settings;
    ImagineOptions options;
    options.worldModel = settings.value("imagine/model").toString();
    options.size = settings.value("imagine/size", 0).toInt();
    options.fovDegrees = settings.value("imagine/fov", 0.0).toDouble();
    options.seed = settings.value("imagine/seed", 1).toLongLong();
    options.svcWeights = settings.value("imagine/svcWeights").toString();
    options.svcSteps = settings.value("imagine/svcSteps", options.svcSteps).toInt();
    options.svcGuidance = settings.value("imagine/svcGuidance", options.svcGuidance).toDouble();
    options.svcMetric = settings.value("imagine/svcMetric", options.svcMetric).toBool();
    options.processCommand = settings.value("imagine/processCommand").toString();
    options.modelOptions = settings.value("imagine/modelOptions").toString();
    options.torchscriptFile = settings.value("imagine/torchscriptFile").toString();
    options.trustedFile = settings.value("imagine/trustedFile").toString();
    options.outsideSilence = settings.value("imagine/outsideSilence", options.outsideSilence).toDouble();
    return options;
}

void ImagineOptions::save() const
{
    QSettings settings;
    settings.setValue("imagine/model", worldModel);
    settings.setValue("imagine/size", size);
    settings.setValue("imagine/fov", fovDegrees);
    settings.setValue("imagine/seed", seed);
    settings.setValue("imagine/svcWeights", svcWeights);
    settings.setValue("imagine/svcSteps", svcSteps);
    settings.setValue("imagine/svcGuidance", svcGuidance);
    settings.setValue("imagine/svcMetric", svcMetric);
    settings.setValue("imagine/processCommand", processCommand);
    settings.setValue("imagine/modelOptions", modelOptions);
    settings.setValue("imagine/torchscriptFile", torchscriptFile);
    settings.setValue("imagine/trustedFile", trustedFile);
    settings.setValue("imagine/outsideSilence", outsideSilence);
}

void addWorldModelParams(QJsonObject& params, const ImagineOptions& options)
{
    if (options.worldModel == "svc") {
        params["svc_weights"] = options.svcWeights;
        params["steps"] = options.svcSteps;
        params["guidance"] = options.svcGuidance;
        params["scale_rule"] = options.svcMetric ? "metric" : "reference";
    }
    if (options.worldModel == "process") {
        params["process_command"] = options.processCommand;
        if (const QJsonObject given = QJsonDocument::fromJson(options.modelOptions.toUtf8()).object(); !given.isEmpty())
            params["model_options"] = given;
    }
    if (options.worldModel == "torchscript") {
        params["torchscript_file"] = options.torchscriptFile;
        if (!options.torchscriptFile.isEmpty() && options.trustedFile == options.torchscriptFile)
            params["torchscript_trusted"] = true;
    }
    if (options.worldModel == "process" || options.worldModel == "torchscript")
        params["process_silence"] = options.outsideSilence;
}

QJsonObject imagineParams(const Session& session, const StoredTrajectory& trajectory, const ImagineOptions& options)
{
    QJsonObject params{
        {"project", session.projectPath()},
        {"observation", QString::fromStdString(trajectory.observation)},
        {"actions", QString::fromStdString(trajectory.actionsText)},
        {"seed", options.seed},
    };
    if (trajectory.frame > 0)
        params["frame"] = trajectory.frame + 1; // operations count frames from 1
    if (!options.worldModel.isEmpty())
        params["world_model"] = options.worldModel;
    addWorldModelParams(params, options);
    if (options.size > 0)
        params["size"] = QString("%1x%1").arg(options.size);
    if (options.fovDegrees > 0)
        params["fov"] = options.fovDegrees;
    if (trajectory.worldFromStart) {
        QJsonArray numbers;
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 4; ++column)
                numbers.append((*trajectory.worldFromStart)(row, column));
        params["world_from_start"] = numbers;
    }
    return params;
}

QString imagineCommandLine(Session& session, const QJsonObject& params)
{
    if (params.isEmpty())
        return {};
    QJsonObject named = params;
    if (Project* project = session.project()) {
        try {
            // Marks are in the project: a calibrated picture is named by its id there.
            const auto stored = project->observation(params.value("observation").toString().toStdString());
            if (stored && stored->calibration.empty())
                named["observation"] = QString::fromStdString(stored->path);
        } catch (const std::exception& error) {
            session.report("project", error);
        }
    }
    return copyAsCommand("imagine", named);
}

} // namespace w2v
