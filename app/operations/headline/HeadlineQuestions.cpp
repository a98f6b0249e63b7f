#include "app/operations/headline/HeadlineQuestions.h"

#include "app/operations/HeldoutQuestions.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/eval/AnswerScore.h"

namespace w2v {

std::vector<QaRecord> headlineQuestions(const Project& project, int limit)
{
    return limitedQuestions(usableRecords(project, "heldout"), limit);
}

void writePredictions(const fs::path& file, std::span<const QaRecord> questions, const HeadlineAnswerer& answerer, bool timed, JobContext& job)
{
    const std::vector<HeadlineAnswer> answers = answerer(questions, job);
    std::string lines;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const QaRecord& record = questions[i];
        const TaskScore score = scoreAnswer(record, answers[i].text);
        Json line{{"record", record.id}, {"task", taskName(record.task)}, {"scene", record.scene}, {"question", record.question},
                  {"expected", record.answer}, {"answer", answers[i].text}, {"reading", score.reading}, {"score", score.score}};
        if (timed) {
            line["seconds"] = answers[i].seconds;
            line["calls"] = answers[i].calls;
        }
        lines += line.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
    }
    createFolder(file.parent_path());
    writeFileAtomic(file, lines);
}

HeadlineAnswerer checkpointAnswerer(const Project& project, VisionLanguageModel& model)
{
    return [&project, &model](std::span<const QaRecord> questions, JobContext& job) {
        std::vector<VlmQuery> queries;
        for (const QaRecord& record : questions) {
            VlmQuery query;
            query.question = record.question;
            for (const std::string& image : record.images)
                query.images.push_back(project.loadImage(image));
            queries.push_back(std::move(query));
        }
        std::vector<HeadlineAnswer> answers;
        for (const VlmAnswer& answer : model.answer(queries, {}, job))
            answers.push_back({answer.text, answer.seconds, 1});
        return answers;
    };
}

} // namespace w2v
