#pragma once
#include <QByteArray>
#include <QProcess>
#include <QStringList>

#include "core/base/Json.h"
#include "core/training/Recipe.h"

namespace w2v::test {

struct Outcome {
    int code = -1;
    QByteArray out, err;
    /// What `--json` printed; an empty object when it is none.
    Json json() const
    {
        const Json value = Json::parse(out.toStdString(), nullptr, false);
        return value.is_object() ? value : Json::object();
    }
};

/// Runs the real command line program, in `environment` when it is not empty.
inline Outcome w2vProgram(const QStringList& arguments, const QProcessEnvironment& environment = {})
{
    QProcess process;
    if (!environment.isEmpty())
        process.setProcessEnvironment(environment);
    process.start(QStringLiteral(W2V_BINARY_DIR "/w2v"), arguments);
    process.waitForFinished(600'000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
}

/// A project with a few records of generated rooms; the error output when that fails.
inline QByteArray makeSmallProject(const QString& folder)
{
    const Outcome walk = w2vProgram({"scenes", "walk", "--project", folder, "--count", "4", "--heldout", "0", "--walks", "1", "--size", "56x56"});
    if (walk.code != 0)
        return walk.err;
    const Outcome questions = w2vProgram({"supervise", "--project", folder});
    return questions.code != 0 ? questions.err : QByteArray();
}

/// Small and counted in steps; one step takes some milliseconds.
inline Recipe smallRecipe(std::int64_t steps)
{
    Recipe recipe;
    recipe.name = "small";
    recipe.minutes = 0;
    recipe.steps = steps;
    recipe.batch = 2;
    recipe.replicas = 1;
    recipe.tasks = {{"A1", 1}, {"A2", 1}, {"A3", 1}, {"D1", 1}, {"D2", 1}, {"D3", 1}};
    recipe.curriculum = {};
    recipe.auxiliaryWeight = 0;
    recipe.evalSteps = std::int64_t{1} << 30;
    recipe.evalRecords = 1;
    recipe.checkpointSteps = std::int64_t{1} << 30;
    return recipe;
}

} // namespace w2v::test
