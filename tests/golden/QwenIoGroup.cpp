#include "tests/golden/QwenIoGroup.h"

#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Safetensors.h"
#include "core/image/ImageIo.h"
#include "core/vlm/ChatTemplate.h"
#include "core/vlm/ImagePreprocessor.h"
#include "core/vlm/PreTokenizer.h"
#include "core/vlm/RopeIndex.h"
#include "core/vlm/Tokenizer.h"
#include "core/vlm/VisionWindows.h"

namespace w2v::golden {

namespace {

namespace fs = std::filesystem;

void record(GroupResult& result, const std::string& name, const std::string& found)
{
    if (found.empty())
        ++result.passed;
    else
        result.fail(name + ": " + found);
}

/// Runs compute(case) for every case and compares with expected(case).
void checkCases(GroupResult& result, const std::string& file, const Json& cases, const std::function<Json(const Json&)>& expected,
                const std::function<Json(const Json&)>& compute)
{
    for (std::size_t i = 0; i < cases.size(); ++i)
        record(result, fmt::format("{}[{}]", file, i), difference(expected(cases[i]), orError([&] { return compute(cases[i]); }), {}));
}

std::vector<VisionGrid> gridsOf(const Json& list)
{
    std::vector<VisionGrid> grids;
    if (!list.is_null())
        for (const Json& g : list)
            grids.push_back({g.at(0).get<std::int64_t>(), g.at(1).get<std::int64_t>(), g.at(2).get<std::int64_t>()});
    return grids;
}

Json pick(const Json& from, std::initializer_list<const char*> keys)
{
    Json out = Json::object();
    for (const char* key : keys)
        out[key] = from.at(key);
    return out;
}

void checkSmartResize(const fs::path& folder, GroupResult& result)
{
    const Json file = readJson(folder / "smart_resize.json");
    for (const bool strict : {true, false}) {
        const std::string prefix = strict ? "resized" : "relaxed", error = strict ? "error" : "relaxed_error";
        const auto expected = [&](const Json& c) -> Json {
            if (c.contains(error))
                return {{"error", true}};
            return {{"h", c.at(prefix + "_height")}, {"w", c.at(prefix + "_width")}};
        };
        checkCases(result, "smart_resize.json " + prefix, file.at("cases"), expected, [&](const Json& c) -> Json {
            const ResizedSize size = smartResize(c.at("height"), c.at("width"), c.at("factor"), c.at("min_pixels"), c.at("max_pixels"),
                                                 strict ? ResizeRule::Strict : ResizeRule::Relaxed);
            return {{"h", size.height}, {"w", size.width}};
        });
    }
}

std::string comparePixels(const TensorView& expected, const VisionPatches& actual)
{
    if (expected.bytes.size() != actual.values.size() * sizeof(float))
        return fmt::format("expected {} values, got {}", expected.bytes.size() / sizeof(float), actual.values.size());
    for (std::size_t i = 0; i < actual.values.size(); ++i) {
        float value = 0;
        std::memcpy(&value, expected.bytes.data() + i * sizeof(float), sizeof(float));
        if (!(std::abs(value - actual.values[i]) <= 1e-6f))
            return fmt::format("value {}: expected {}, got {}", i, value, actual.values[i]);
    }
    return {};
}

void checkPreprocess(const fs::path& folder, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(folder / "preprocess.safetensors");
    const ImagePreprocessor preprocessor = ImagePreprocessor::load(folder);
    for (int k = 0; file.find(fmt::format("img{}.pixel_values", k)); ++k) {
        const std::string name = fmt::format("img{}", k);
        const ColorImage image = readColorImage(folder / "images" / (name + ".png"));
        const ColorImage resized = preprocessor.resize(image);
        const TensorView& bytes = file.at(name + ".resized_u8");
        const bool same = bytes.shape == std::vector<std::int64_t>{resized.height(), resized.width(), 3}
            && std::memcmp(bytes.bytes.data(), resized.data(), resized.bytes()) == 0;
        record(result, name + ".resized_u8", same ? "" : "the resized image differs");
        const VisionPatches patches = preprocessor.image(image);
        record(result, name + ".pixel_values", comparePixels(file.at(name + ".pixel_values"), patches));
        std::int64_t grid[3] = {};
        std::memcpy(grid, file.at(name + ".image_grid_thw").bytes.data(), sizeof grid);
        record(result, name + ".image_grid_thw", VisionGrid{grid[0], grid[1], grid[2]} == patches.grid ? "" : "the grid differs");
    }
}

void checkWindows(const fs::path& folder, GroupResult& result)
{
    const Json file = readJson(folder / "window_index.json");
    checkCases(
        result, "window_index.json", file.at("cases"),
        [](const Json& c) { return pick(c, {"window_index", "cu_window_seqlens", "cu_seqlens"}); },
        [&](const Json& c) -> Json {
            const VisionWindows w = visionWindows(gridsOf(c.at("grid_thw")), file.at("window_size"), file.at("patch_size"),
                                                  file.at("spatial_merge_size"));
            return {{"window_index", w.windowIndex}, {"cu_window_seqlens", w.cuWindows}, {"cu_seqlens", w.cuFrames}};
        });
}

void checkRope(const fs::path& folder, GroupResult& result)
{
    const Json file = readJson(folder / "mrope.json");
    RopeTokens tokens;
    tokens.visionStart = file.at("vision_start_token_id");
    tokens.imagePad = file.at("image_token_id");
    tokens.videoPad = -1;
    tokens.merge = file.at("spatial_merge_size");
    const auto flat = [](const Json& rows) {
        std::vector<std::int64_t> out;
        if (!rows.is_null())
            for (const Json& row : rows)
                for (const Json& value : row)
                    out.push_back(value.get<std::int64_t>());
        return out;
    };
    checkCases(
        result, "mrope.json", file.at("cases"),
        [&](const Json& c) -> Json {
            std::vector<std::int64_t> positions;
            for (const Json& axis : c.at("position_ids")) {
                const auto values = flat(axis);
                positions.insert(positions.end(), values.begin(), values.end());
            }
            return {{"positions", positions}, {"deltas", flat(c.at("rope_deltas"))}};
        },
        [&](const Json& c) -> Json {
            const auto ids = flat(c.at("input_ids")), mask = flat(c.at("attention_mask"));
            const RopePositions r = ropePositions(ids, mask, static_cast<std::int64_t>(c.at("input_ids").size()),
                                                  gridsOf(c.at("image_grid_thw")), {}, {}, tokens);
            return {{"positions", r.positions}, {"deltas", r.deltas}};
        });
}

void checkTokenizer(const fs::path& folder, GroupResult& result)
{
    const Tokenizer tokenizer = Tokenizer::load(folder);
    checkCases(
        result, "tokenizer_cases.json", readJson(folder / "tokenizer_cases.json").at("cases"),
        [](const Json& c) { return pick(c, {"input_ids", "decoded", "decoded_skip_special"}); },
        [&](const Json& c) -> Json {
            const auto ids = tokenizer.encode(c.at("text").get<std::string>());
            return {{"input_ids", ids}, {"decoded", tokenizer.decode(ids)}, {"decoded_skip_special", tokenizer.decode(ids, true)}};
        });
    const PreTokenizer splitter(PreTokenizer::qwenPattern(), true, "pattern");
    checkCases(
        result, "tokenizer_cases.json pieces", readJson(folder / "tokenizer_cases.json").at("cases"),
        [](const Json& c) { return pick(c, {"pieces_after_nfc_no_special_split"}); },
        [&](const Json& c) -> Json {
            return {{"pieces_after_nfc_no_special_split", splitter.split(c.at("text").get<std::string>())}};
        });
}

void checkChat(const fs::path& folder, GroupResult& result)
{
    const Tokenizer tokenizer = Tokenizer::load(folder);
    const Json cases = readJson(folder / "chat_template.json");
    checkCases(
        result, "chat_template.json", cases, [](const Json& c) { return pick(c, {"text", "text_expanded", "input_ids"}); },
        [&](const Json& c) -> Json {
            ChatOptions options;
            options.addGenerationPrompt = c.at("add_generation_prompt");
            if (c.contains("options"))
                options.addVisionId = c.at("options").value("add_vision_id", false);
            const std::string text = renderChat(chatFromJson(c.at("messages"), "messages"), options);
            const std::string expanded = expandPads(text, gridsOf(c.at("image_grid_thw")), {});
            return {{"text", text}, {"text_expanded", expanded}, {"input_ids", tokenizer.encode(expanded)}};
        });
}

} // namespace

void checkQwenIo(const std::filesystem::path& folder, GroupResult& result)
{
    const std::pair<const char*, void (*)(const fs::path&, GroupResult&)> checks[] = {
        {"smart_resize.json", checkSmartResize}, {"preprocess.safetensors", checkPreprocess}, {"window_index.json", checkWindows},
        {"mrope.json", checkRope}, {"tokenizer_cases.json", checkTokenizer}, {"chat_template.json", checkChat}};
    for (const auto& [file, check] : checks) {
        if (!fs::exists(folder / file))
            continue;
        try {
            check(folder, result);
        } catch (const std::exception& error) {
            result.fail(std::string(file) + ": " + error.what());
        }
    }
}

} // namespace w2v::golden
