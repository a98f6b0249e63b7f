// Groups about boxes and pictures: bbox, track_stability, image_qc.
#include "core/base/Error.h"
#include "core/image/QualityControl.h"
#include "core/supervision/ReferenceBoxes.h"
#include "tests/golden/GoldenGroup.h"

namespace w2v::golden {

namespace {

Box2d boxOf(const Json& numbers)
{
    return {numbers.at(0), numbers.at(1), numbers.at(2), numbers.at(3)};
}

int sizeOf(const Json& value)
{
    return value.is_number() ? value.get<int>() : 0;
}

Json optionalNumber(const std::optional<double>& value)
{
    return value ? Json(*value) : Json();
}

Json rewrittenText(const Json& input)
{
    std::vector<std::pair<int, int>> sizes;
    for (const Json& size : input.at("dims"))
        sizes.emplace_back(sizeOf(size.at(0)), sizeOf(size.at(1)));
    const auto [text, changed] = normalizeBoxesInText(input.at("text").get<std::string>(), sizes);
    return {{"text", text}, {"changed", changed}};
}

Json boxResult(const Json& input)
{
    if (input.at("mode") == "text")
        return rewrittenText(input);
    const Json& params = input.at("params");
    const BoxFilter filter{params.at("min_area"), params.at("max_area"), params.at("edge_margin"), params.at("conf")};
    const Box2d box = boxOf(input.at("bbox"));
    const int width = sizeOf(input.at("width")), height = sizeOf(input.at("height"));
    const double score = input.at("score");
    const Box1000 normalized = normalizeBox(box, width, height);
    Json cache{{"record_dropped", width <= 0 || height <= 0}};
    if (width > 0 && height > 0) {
        const auto kept = cacheToolBox(box, width, height, score, filter);
        cache["keep"] = kept.has_value();
        cache["bbox_norm"] = kept ? Json(*kept) : Json();
    }
    return {{"norm_1000", normalized},
            {"text", boxText(normalized)},
            {"keep", keepsBox(box, width, height, score, filter)},
            {"cache_tool", cache}};
}

Json trackResult(const Json& input)
{
    std::vector<Box2d> boxes;
    for (const Json& box : input.at("boxes"))
        boxes.push_back(boxOf(box));
    const TrackStability track = checkTrack(boxes, input.at("max_center_shift"), input.at("min_iou"));
    return {{"passed", track.passed},
            {"max_center_shift", optionalNumber(track.maxCenterShift)},
            {"min_iou", optionalNumber(track.minIou)}};
}

ColorImage imageOf(const Json& rows)
{
    ColorImage image(static_cast<int>(rows.at(0).size()), static_cast<int>(rows.size()));
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            for (int c = 0; c < 3; ++c)
                image.at(x, y, c) = rows.at(static_cast<std::size_t>(y)).at(static_cast<std::size_t>(x)).at(
                    static_cast<std::size_t>(c));
    return image;
}

Json qualityResult(const Json& input)
{
    std::vector<ColorImage> images;
    Json frames = Json::array();
    for (const Json& rows : input.at("frames")) {
        images.push_back(imageOf(rows));
        const GrayImage gray = grayOf(images.back());
        Json grayRows = Json::array();
        for (int y = 0; y < gray.height(); ++y)
            grayRows.push_back(std::vector<int>(gray.row(y), gray.row(y) + gray.width()));
        const double variance = laplacianVariance(gray);
        const bool blurry = isBlurry(variance, input.at("laplacian_threshold"));
        frames.push_back({{"gray_opencv", grayRows},
                          {"laplacian_var", variance},
                          {"is_blurry", blurry},
                          {"is_low_quality", blurry},
                          {"brisque", nullptr},
                          {"laplacian_var_wraparound", laplacianVarianceWrapped(images.back())}});
    }
    const TemporalCheck temporal = checkTemporal(images, input.at("min_diff"), input.at("max_diff"));
    return {{"frames", frames},
            {"temporal_passed", temporal.passed},
            {"min_diff", optionalNumber(temporal.minDifference)},
            {"max_diff", optionalNumber(temporal.maxDifference)}};
}

} // namespace

GroupResult checkBbox(const std::filesystem::path& file)
{
    return checkLines(file, boxResult);
}

GroupResult checkTrackStability(const std::filesystem::path& file)
{
    return checkLines(file, trackResult);
}

GroupResult checkImageQc(const std::filesystem::path& file)
{
    return checkLines(file, qualityResult, {{"laplacian_var", {1e-6, 1e-5}}, {"laplacian_var_wraparound", {1e-6, 1e-5}}});
}

} // namespace w2v::golden
