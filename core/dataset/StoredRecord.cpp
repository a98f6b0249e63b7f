#include "core/dataset/StoredRecord.h"

#include <cmath>

#include "core/dataset/RecordQuery.h"

namespace w2v {

StoredRecord::StoredRecord(const QaRecord& record)
    : id(record.id), task(taskName(record.task)), mode(record.mode), scene(record.scene), rollout(record.rollout),
      split(record.split), state(record.state), reason(record.reason), images(stored(Json(record.images))),
      question(record.question), answer(record.answer),
      provenance(record.provenance.is_object() ? stored(record.provenance) : "{}"), variant(record.variant)
{
    if (!isRecordState(state))
        throw Error("record " + id, "has the unknown state \"" + state + "\"",
                    "States are pending, accepted, rejected, second_look");
    if (!record.facts.is_object() || !record.facts.contains("stale")) {
        facts = record.facts.is_object() ? stored(record.facts) : "{}";
    } else {
        Json told = record.facts;
        told.erase("stale"); // told by readRecord(), never stored
        facts = stored(told);
    }
    const auto hard = record.facts.is_object() ? record.facts.find("difficulty") : record.facts.end();
    if (record.facts.is_object() && hard != record.facts.end() && hard->is_number() && std::isfinite(hard->get<double>()))
        difficulty = hard->get<double>();
}

void StoredRecord::bindTo(LeanStatement& statement, int first, const std::string& givenId) const
{
    for (const std::string* text : {&givenId, &task, &mode, &scene, &rollout, &split, &state, &reason})
        statement.bind(first++, *text);
    statement.bind(first++, std::int64_t{variant});
    for (const std::string* text : {&images, &question, &answer, &facts, &provenance})
        statement.bind(first++, *text);
    statement.bind(first, difficulty);
}

} // namespace w2v
