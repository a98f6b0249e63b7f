#include "ui/records/RecordSuggestion.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

#include "core/eval/AnswerScore.h"
#include "core/supervision/TemplateSet.h"
#include "ui/records/RecordChecks.h"

namespace w2v {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(w2v::RecordSuggestion)
};

RecordSuggestion reject(const char* reason, const QString& why)
{
    return {QStringLiteral("rejected"), QString::fromLatin1(reason), why};
}

/// Why a view is bad, as a reason of a rejection; the worst comes first.
std::optional<RecordSuggestion> fromQuality(const FrameQuality& quality)
{
    const std::vector<QualityReason> reasons = judge(quality);
    const auto has = [&](QualityReason reason) { return std::find(reasons.begin(), reasons.end(), reason) != reasons.end(); };
    if (has(QualityReason::WrongMotion))
        return reject("wrong answer", Tr::tr("the views moved otherwise than the label says, measured in their pixels"));
    if (has(QualityReason::Contradicts))
        return reject("implausible view", Tr::tr("a view contradicts what was seen before"));
    if (has(QualityReason::Blurry))
        return reject("poor image", Tr::tr("a view is blurry"));
    if (has(QualityReason::Exposure))
        return reject("poor image", Tr::tr("the brightness jumps between the views"));
    return std::nullopt;
}

} // namespace

RecordSuggestion suggestVerdict(const QaRecord& record, const RolloutRecord* rollout)
{
    for (const RecordCheck& check : checkRecord(record)) {
        if (check.passed)
            continue;
        const QString why = QStringLiteral("%1: %2").arg(check.name, check.evidence);
        switch (check.kind) {
        case RecordCheck::Marks:
            return reject("unclear question", why);
        case RecordCheck::Readable:
        case RecordCheck::Scores:
            return reject("wrong answer", why);
        case RecordCheck::Views:
            return {QStringLiteral("second_look"), {}, why};
        }
    }
    if (const std::string leak = answerLeak(record.task, record.question, record.answer); !leak.empty())
        return reject("unclear question", QString::fromStdString(leak));
    if (!rollout)
        return {};
    for (const RolloutFrame& frame : rollout->frames)
        if (std::find(record.images.begin(), record.images.end(), frame.image) != record.images.end() && frame.quality)
            if (const auto suggestion = fromQuality(*frame.quality))
                return *suggestion;
    return {};
}

} // namespace w2v
