#include "ui/records/RecordChecks.h"

#include <QCoreApplication>

#include "core/dataset/ObjectStore.h"
#include "core/eval/AnswerScore.h"

namespace w2v {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(w2v::RecordChecks)
};

int imageMarks(const std::string& question)
{
    static constexpr std::string_view kMark = "<image>";
    int count = 0;
    for (std::size_t at = question.find(kMark); at != std::string::npos; at = question.find(kMark, at + kMark.size()))
        ++count;
    return count;
}

} // namespace

QVector<RecordCheck> checkRecord(const QaRecord& record)
{
    QVector<RecordCheck> checks;
    const int marks = imageMarks(record.question), images = static_cast<int>(record.images.size());
    checks.push_back({RecordCheck::Marks, Tr::tr("An image mark per picture"), marks == images, Tr::tr("%1 marks, %2 pictures").arg(marks).arg(images)});
    const TaskScore gold = scoreAnswer(record, record.answer);
    checks.push_back({RecordCheck::Readable, Tr::tr("The answer can be read"), !gold.reading.empty(),
                      gold.reading.empty() ? Tr::tr("not in the form that task %1 asks for").arg(QString::fromLatin1(taskName(record.task)))
                                           : Tr::tr("read as “%1”").arg(QString::fromStdString(gold.reading))});
    checks.push_back({RecordCheck::Scores, Tr::tr("The gold answer scores 1"), gold.score >= 1, Tr::tr("score %1 by the rule of %2").arg(gold.score, 0, 'f', 2).arg(QString::fromLatin1(taskName(record.task)))});
    const auto stale = record.facts.find("stale");
    const bool isStale = stale != record.facts.end() && stale->is_boolean() && stale->get<bool>();
    checks.push_back({RecordCheck::Views, Tr::tr("Made from views that still exist"), !isStale,
                      isStale && QString::fromStdString(record.rollout).endsWith(QLatin1String(kEditedBoxes))
                          ? Tr::tr("a box it was made from was changed since: make the questions again")
                      : isStale ? Tr::tr("its rollout was removed") : record.rollout.empty() ? Tr::tr("imported, no rollout")
                                                                                             : Tr::tr("rollout %1").arg(QString::fromStdString(record.rollout))});
    return checks;
}

} // namespace w2v
