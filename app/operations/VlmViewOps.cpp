#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "app/operations/PictureParams.h"
#include "app/operations/ProjectParams.h"
#include "app/operations/ShippedBase.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/eval/AnswerScore.h"
#include "core/image/ImageIo.h"
#include "core/nn/VlmFactory.h"
#include "core/vlm/ChatTemplate.h"
#include "core/vlm/ModelFamily.h"
#include "core/vlm/Tokenizer.h"

namespace w2v {

namespace {

/// What pictures and boxes become for a model: of a checkpoint's folder, the shipped base, or a family without one.
struct ModelEyes {
    PictureInput input;
    BoxUnit boxes = BoxUnit::Thousandths;
    fs::path folder; ///< of the tokenizer; empty = none
};

ModelEyes eyesOf(const std::string& model, AppContext& app)
{
    fs::path folder = model;
    const std::string name = fs::exists(folder) ? std::string() : folder.filename().string(); // no folder: the name of a family
    if (const ModelFamily* family = findModelFamily(name))
        return {family->input, family->boxes, {}};
    if (name == kShippedBase) {
        folder = fs::path(app.previewFolder()) / kShippedBase;
        if (!fs::exists(folder / "config.json"))
            writeShippedBase(folder);
    }
    return {loadPictureInput(folder), familyBoxes(folder), folder};
}

/// Tokens of a record beside its pictures: {"text_tokens": of question and layout, "answer_tokens"}.
Json textTokens(const ModelEyes& eyes, const QaRecord& record)
{
    const Tokenizer tokenizer = Tokenizer::load(eyes.folder);
    std::vector<ChatMessage> turns;
    const Json config = readJson(eyes.folder / "config.json"), own = config.value("w2v", Json::object());
    if (const Json system = own.value("system_prompt", Json()); system.is_string())
        turns.push_back({"system", {{ChatPart::Kind::Text, system.get<std::string>()}}});
    turns.push_back(questionTurn(record.question, static_cast<int>(record.images.size()), eyes.input.pairAsVideo));
    std::int64_t text = 0;
    const ChatTokenIds& special = tokenizer.chatTokens();
    for (const std::int64_t id : tokenizer.encode(renderChat(turns)))
        text += id != special.imagePad && id != special.videoPad; // one for each picture stands for its tokens
    return {{"text_tokens", text}, {"answer_tokens", static_cast<std::int64_t>(tokenizer.encode(record.answer).size()) + 1}}; // and the end
}

struct ShownBox {
    std::size_t picture;
    Box2d box; ///< 0..1000 per axis
};

/// The boxes that an object task tells, on the pictures it shows: those of the question in order, D1's answer on the last.
std::vector<ShownBox> boxesOf(const QaRecord& record)
{
    std::vector<ShownBox> boxes;
    if (record.task < Task::D1 || record.images.empty())
        return boxes;
    const std::size_t last = record.images.size() - 1;
    for (std::size_t at = record.question.find('['); at != std::string::npos; at = record.question.find('[', at + 1))
        if (const auto box = findBox(record.question.substr(at, record.question.find(']', at) - at + 1)))
            boxes.push_back({std::min(boxes.size(), last), *box});
    if (const auto box = record.task == Task::D1 ? findBox(record.answer) : std::nullopt)
        boxes.push_back({last, *box});
    return boxes;
}

} // namespace

Json runVlmView(const Json& params, AppContext& app, JobContext&)
{
    const ModelEyes eyes = eyesOf(requiredText(params, "model"), app);
    std::optional<QaRecord> record;
    std::vector<ColorImage> images;
    if (params.contains("record")) {
        const Project project = projectFrom(params);
        record = project.record(requiredText(params, "record"));
        for (const std::string& image : record->images)
            images.push_back(project.loadImage(image));
    } else {
        images = PictureParams(params).list(params, "images");
    }
    if (images.empty())
        throw Error("images", "are missing", "Give at least one, or a record with --record");
    const std::string wanted = textOr(params, "out", "");
    const fs::path out = wanted.empty() ? app.previewFolder() : wanted;
    fs::create_directories(out);
    Json list = Json::array();
    for (const ColorImage& image : images) {
        const ColorImage seen = eyes.input.seen(image);
        const VisionGrid grid = eyes.input.grid(image.width(), image.height());
        // The window reads it after this returns: another record's picture must not take its place meanwhile.
        const fs::path file = out / (record ? fmt::format("{}-{}.png", record->id, list.size() + 1) : fmt::format("{}.png", list.size() + 1));
        writePng(file, seen);
        list.push_back({{"file", file.string()}, {"width", seen.width()}, {"height", seen.height()}, {"source_width", image.width()},
                        {"source_height", image.height()}, {"columns", grid.w}, {"rows", grid.h}, {"patch", eyes.input.images.patchSize},
                        {"merge", eyes.input.images.mergeSize}, {"tokens", grid.tokens(eyes.input.images.mergeSize)}});
    }
    Json result{{"images", list}, {"tokens", eyes.input.tokens(images)}, {"stacked", eyes.input.pairAsVideo && images.size() == 2}};
    if (!record)
        return result;
    result["record"] = record->id;
    result["box_unit"] = boxUnitName(eyes.boxes);
    result["boxes"] = Json::array();
    for (const ShownBox& shown : boxesOf(*record)) {
        const ColorImage& image = images[shown.picture];
        const Json& seenPicture = list[shown.picture];
        const Box2d seen = seenBox(eyes.input, shown.box, image.width(), image.height());
        result["boxes"].push_back({{"picture", shown.picture}, {"seen", {seen.x1, seen.y1, seen.x2, seen.y2}},
                                   {"box", boxForModel(eyes.boxes, shown.box, seen, seenPicture.at("width").get<int>(), seenPicture.at("height").get<int>())}});
    }
    if (!eyes.folder.empty())
        result.update(textTokens(eyes, *record));
    return result;
}

} // namespace w2v
