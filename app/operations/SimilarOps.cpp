#include <algorithm>

#include "app/operations/Operation.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/RecordOps.h"
#include "core/base/Error.h"
#include "core/dataset/SimilarRecords.h"
#include "core/eval/AnswerScore.h"

namespace w2v {

Json runRecordsSimilar(const Json& params, AppContext&, JobContext& job)
{
    const std::string id = requiredText(params, "record"), by = textOr(params, "by", "both");
    if (by != "both" && by != "pictures" && by != "text")
        throw Error("by", "\"" + by + "\" is not known", "Use both, pictures or text");
    SimilarOptions options;
    options.pictures = by != "text";
    options.text = by != "pictures";
    options.most = static_cast<std::size_t>(std::clamp<std::int64_t>(integerOr(params, "limit", 100), 1, 10'000));
    options.minPicture = numberOr(params, "min_picture", options.minPicture);
    options.minText = numberOr(params, "min_text", options.minText);
    const Project project = projectFrom(params);
    const QaRecord asked = project.record(id);
    Json records = Json::array();
    std::int64_t same = 0, different = 0;
    for (const SimilarRecord& similar : similarRecords(project, id, options, job)) {
        const QaRecord record = project.record(similar.id);
        // Answers of other tasks cannot be compared; those of the same one are equal when the task's own rule says so.
        const char* answer = record.task != asked.task ? "other task" : scoreAnswer(asked, record.answer).score >= 1 ? "same" : "different";
        same += *answer == 's';
        different += *answer == 'd';
        records.push_back({{"id", similar.id}, {"task", taskName(record.task)}, {"picture", similar.picture}, {"text", similar.text},
                           {"compared", answer}, {"answer", record.answer}, {"state", record.state}});
    }
    return {{"record", id}, {"answer", asked.answer}, {"same", same}, {"different", different}, {"records", records}};
}

} // namespace w2v
