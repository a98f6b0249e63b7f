#pragma once
#include "app/operations/AppContext.h"
#include "core/base/JobContext.h"
#include "core/base/Json.h"

/// Operations on a project's records: lists, saved views, reviews; and on the objects and wordings they are made with.
namespace w2v {

Json runObjectsDetect(const Json& params, AppContext& app, JobContext& job);
Json runObjectsImport(const Json& params, AppContext& app, JobContext& job);
Json runObjectsList(const Json& params, AppContext& app, JobContext& job);
Json runObjectsDraw(const Json& params, AppContext& app, JobContext& job);
Json runObjectsChange(const Json& params, AppContext& app, JobContext& job);
Json runObjectsRemove(const Json& params, AppContext& app, JobContext& job);
Json runObjectsCarry(const Json& params, AppContext& app, JobContext& job);
Json runDatasetBalance(const Json& params, AppContext& app, JobContext& job);
Json runRecordsList(const Json& params, AppContext& app, JobContext& job);
Json runRecordsViews(const Json& params, AppContext& app, JobContext& job);
Json runRecordsSimilar(const Json& params, AppContext& app, JobContext& job);
Json runRecordsState(const Json& params, AppContext& app, JobContext& job);
Json runRecordsVerdicts(const Json& params, AppContext& app, JobContext& job);
Json runRecordsMergeReview(const Json& params, AppContext& app, JobContext& job);
Json runTemplatesLint(const Json& params, AppContext& app, JobContext& job);
Json runTemplatesWrite(const Json& params, AppContext& app, JobContext& job);
Json runTemplatesImport(const Json& params, AppContext& app, JobContext& job);
Json runTemplatesPreview(const Json& params, AppContext& app, JobContext& job);

} // namespace w2v
