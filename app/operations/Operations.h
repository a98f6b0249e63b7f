#pragma once
#include "app/operations/AppContext.h"
#include "core/base/JobContext.h"
#include "core/base/Json.h"

/// The operations of the registry (Operation.h), one per name; see ARCHITECTURE.md for parameters and results.
namespace w2v {

Json runObserve(const Json& params, AppContext& app, JobContext& job);
Json runObserveCalibrate(const Json& params, AppContext& app, JobContext& job);
Json runScenesGenerate(const Json& params, AppContext& app, JobContext& job);
Json runScenesWalk(const Json& params, AppContext& app, JobContext& job);
Json runTrajectoryPlan(const Json& params, AppContext& app, JobContext& job);
Json runTrajectoryEdit(const Json& params, AppContext& app, JobContext& job);
Json runTrajectoryDescribe(const Json& params, AppContext& app, JobContext& job);
Json runTrajectorySample(const Json& params, AppContext& app, JobContext& job);
Json runTrajectoryFit(const Json& params, AppContext& app, JobContext& job);
Json runTrajectoryCheck(const Json& params, AppContext& app, JobContext& job);
Json runTrajectoryImport(const Json& params, AppContext& app, JobContext& job);
Json runTrajectoryExport(const Json& params, AppContext& app, JobContext& job);
Json runTrajectoryDoctor(const Json& params, AppContext& app, JobContext& job);
Json runImagine(const Json& params, AppContext& app, JobContext& job);
Json runImagineRepair(const Json& params, AppContext& app, JobContext& job);
Json runImagineBatch(const Json& params, AppContext& app, JobContext& job);
Json runImagineSweep(const Json& params, AppContext& app, JobContext& job);
Json runImagineCheck(const Json& params, AppContext& app, JobContext& job);
Json runImaginerTrain(const Json& params, AppContext& app, JobContext& job);
Json runWorldModelList(const Json& params, AppContext& app, JobContext& job);
Json runWorldModelCheck(const Json& params, AppContext& app, JobContext& job);
Json runWorldModelEstimate(const Json& params, AppContext& app, JobContext& job);
Json runWorldModelHelp(const Json& params, AppContext& app, JobContext& job);
Json runWorldModelTestWeights(const Json& params, AppContext& app, JobContext& job);
Json runSupervise(const Json& params, AppContext& app, JobContext& job);
Json runAudit(const Json& params, AppContext& app, JobContext& job);
Json runDatasetImport(const Json& params, AppContext& app, JobContext& job);
Json runDatasetExport(const Json& params, AppContext& app, JobContext& job);
Json runDatasetStats(const Json& params, AppContext& app, JobContext& job);
Json runDatasetFreeze(const Json& params, AppContext& app, JobContext& job);
Json runDatasetVersions(const Json& params, AppContext& app, JobContext& job);
Json runDatasetDiff(const Json& params, AppContext& app, JobContext& job);
Json runTrain(const Json& params, AppContext& app, JobContext& job);
Json runPretrain(const Json& params, AppContext& app, JobContext& job);
Json runHeadline(const Json& params, AppContext& app, JobContext& job);
Json runRunsList(const Json& params, AppContext& app, JobContext& job);
Json runRunsShow(const Json& params, AppContext& app, JobContext& job);
Json runRunsResume(const Json& params, AppContext& app, JobContext& job);
Json runRunsFollow(const Json& params, AppContext& app, JobContext& job);
Json runRunsDelete(const Json& params, AppContext& app, JobContext& job);
Json runRunsRestore(const Json& params, AppContext& app, JobContext& job);
Json runRunsStop(const Json& params, AppContext& app, JobContext& job);
Json runQueueAdd(const Json& params, AppContext& app, JobContext& job);
Json runQueueList(const Json& params, AppContext& app, JobContext& job);
Json runQueueChange(const Json& params, AppContext& app, JobContext& job);
Json runSlurmPreview(const Json& params, AppContext& app, JobContext& job);
Json runSlurmSubmit(const Json& params, AppContext& app, JobContext& job);
Json runSlurmJobs(const Json& params, AppContext& app, JobContext& job);
Json runSlurmCancel(const Json& params, AppContext& app, JobContext& job);
Json runSlurmArray(const Json& params, AppContext& app, JobContext& job);
Json runBench(const Json& params, AppContext& app, JobContext& job);
Json runBenchFind(const Json& params, AppContext& app, JobContext& job);
Json runBenchOpen(const Json& params, AppContext& app, JobContext& job);
Json runBenchClose(const Json& params, AppContext& app, JobContext& job);
Json runBenchQuestions(const Json& params, AppContext& app, JobContext& job);
Json runBenchAnswer(const Json& params, AppContext& app, JobContext& job);
Json runBenchImport(const Json& params, AppContext& app, JobContext& job);
Json runBenchReport(const Json& params, AppContext& app, JobContext& job);
Json runBenchVotes(const Json& params, AppContext& app, JobContext& job);
Json runBenchTree(const Json& params, AppContext& app, JobContext& job);
Json runBenchScore(const Json& params, AppContext& app, JobContext& job);
Json runVlmAnswer(const Json& params, AppContext& app, JobContext& job);
Json runVlmChoose(const Json& params, AppContext& app, JobContext& job);
Json runVlmView(const Json& params, AppContext& app, JobContext& job);
Json runVlmInfo(const Json& params, AppContext& app, JobContext& job);
Json runVlmMerge(const Json& params, AppContext& app, JobContext& job);
Json runDemoProject(const Json& params, AppContext& app, JobContext& job);
Json runDemo(const Json& params, AppContext& app, JobContext& job);

} // namespace w2v
