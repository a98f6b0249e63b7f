#include "core/dataset/QuestionMarks.h"

#include <fmt/format.h>

namespace w2v {

std::size_t imageMarks(const std::string& text)
{
    static constexpr std::string_view kMark = "<image>";
    std::size_t count = 0;
    for (std::size_t at = text.find(kMark); at != std::string::npos; at = text.find(kMark, at + kMark.size()))
        ++count;
    return count;
}

std::string imageMarkProblem(const QaRecord& record)
{
    if (imageMarks(record.answer) > 0)
        return "has an <image> mark in its answer";
    const std::size_t marks = imageMarks(record.question);
    if (marks == record.images.size())
        return {};
    return fmt::format("has {} <image> mark{} and {} image{}", marks, marks == 1 ? "" : "s", record.images.size(),
                       record.images.size() == 1 ? "" : "s");
}

} // namespace w2v
