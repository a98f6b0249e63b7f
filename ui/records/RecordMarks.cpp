#include "ui/records/RecordMarks.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>

namespace w2v {
namespace {

/// Reads a number after blanks; moves `at` behind it.
bool readNumber(const std::string& text, std::size_t& at, double& value)
{
    while (at < text.size() && text[at] == ' ')
        ++at;
    const auto [end, code] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    if (code != std::errc())
        return false;
    at = static_cast<std::size_t>(end - text.data());
    while (at < text.size() && text[at] == ' ')
        ++at;
    return true;
}

bool readBox(const std::string& text, std::size_t open, Box2d& box)
{
    double values[4];
    std::size_t at = open + 1;
    for (int i = 0; i < 4; ++i) {
        if (!readNumber(text, at, values[i]) || at >= text.size() || text[at] != (i < 3 ? ',' : ']'))
            return false;
        ++at;
    }
    const auto clipped = [](double v) { return std::clamp(v, 0.0, 1000.0); };
    box = {clipped(std::min(values[0], values[2])), clipped(std::min(values[1], values[3])), clipped(std::max(values[0], values[2])),
           clipped(std::max(values[1], values[3]))};
    return true;
}

QRectF rectOf(const Box2d& box)
{
    return {box.x1, box.y1, box.width(), box.height()};
}

QString labelOf(const QaRecord& record)
{
    for (const char* key : {"label", "object", "class"})
        if (const auto it = record.facts.find(key); it != record.facts.end() && it->is_string())
            return QString::fromStdString(it->get<std::string>());
    return QCoreApplication::translate("w2v::RecordMarks", "object");
}

bool isObjectTask(Task task)
{
    return task == Task::D1 || task == Task::D2 || task == Task::D3 || task == Task::D4;
}

} // namespace

std::vector<Box2d> boxesInText(const std::string& text)
{
    std::vector<Box2d> boxes;
    for (std::size_t at = text.find('['); at != std::string::npos; at = text.find('[', at + 1)) {
        Box2d box;
        if (readBox(text, at, box))
            boxes.push_back(box);
    }
    return boxes;
}

std::vector<PictureMark> recordMarks(const QaRecord& record)
{
    std::vector<PictureMark> marks;
    if (!isObjectTask(record.task) || record.images.empty())
        return marks;
    const QString label = labelOf(record);
    const int last = static_cast<int>(record.images.size()) - 1;
    int picture = 0;
    for (const Box2d& box : boxesInText(record.question)) {
        marks.push_back({std::min(picture, last), {rectOf(box), label, ColorRole::Truth, false, false}});
        ++picture;
    }
    if (record.task == Task::D1)
        for (const Box2d& box : boxesInText(record.answer))
            marks.push_back({last, {rectOf(box), label, ColorRole::Truth, false, false}});
    return marks;
}

std::vector<PictureMark> answerMarks(const QaRecord& record, const std::string& answer, const QString& model, bool right)
{
    std::vector<PictureMark> marks;
    if (record.task != Task::D1 || record.images.empty())
        return marks;
    const auto boxes = boxesInText(answer);
    if (!boxes.empty())
        marks.push_back({static_cast<int>(record.images.size()) - 1,
                         {rectOf(boxes.front()), model, right ? ColorRole::Good : ColorRole::Contradicts, true, false}});
    return marks;
}

} // namespace w2v
