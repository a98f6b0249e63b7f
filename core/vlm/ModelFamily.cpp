#include "core/vlm/ModelFamily.h"

#include <algorithm>
#include <cmath>

#include "core/base/Json.h"

namespace w2v {

const char* boxUnitName(BoxUnit unit)
{
    return unit == BoxUnit::SeenPixels ? "pixels" : "thousandths";
}

std::span<const ModelFamily> modelFamilies()
{
    // The processors of both are alike as released: sides are multiples of 28, 4 to 16384 tokens a picture.
    static const std::array<ModelFamily, 2> families{{{"qwen2.5-vl", "Qwen2.5-VL", {}, BoxUnit::SeenPixels}, {"qwen2-vl", "Qwen2-VL", {}, BoxUnit::Thousandths}}};
    return families;
}

const ModelFamily* findModelFamily(const std::string& id)
{
    const auto families = modelFamilies();
    const auto found = std::find_if(families.begin(), families.end(), [&](const ModelFamily& family) { return id == family.id; });
    return found == families.end() ? nullptr : &*found;
}

BoxUnit familyBoxes(const std::filesystem::path& folder)
{
    const Json config = readJson(folder / "config.json");
    const bool released = config.is_object() && config.value("model_type", Json()) == "qwen2_5_vl" && !config.contains("w2v");
    return released ? BoxUnit::SeenPixels : BoxUnit::Thousandths;
}

Box2d seenBox(const PictureInput& input, const Box2d& box, int width, int height)
{
    if (input.imageSize == 0 || width <= 0 || height <= 0)
        return box;
    const double side = std::min(width, height), left = (width - side) / 2, top = (height - side) / 2; // as middleSquare() cuts
    const auto x = [&](double value) { return (value * width / 1000 - left) / side * 1000; };
    const auto y = [&](double value) { return (value * height / 1000 - top) / side * 1000; };
    return {x(box.x1), y(box.y1), x(box.x2), y(box.y2)};
}

std::array<int, 4> boxForModel(BoxUnit unit, const Box2d& box, const Box2d& seen, int seenWidth, int seenHeight)
{
    const auto rounded = [](double value) { return static_cast<int>(std::lround(value)); };
    if (unit == BoxUnit::Thousandths)
        return {rounded(box.x1), rounded(box.y1), rounded(box.x2), rounded(box.y2)};
    return {rounded(seen.x1 * seenWidth / 1000), rounded(seen.y1 * seenHeight / 1000), rounded(seen.x2 * seenWidth / 1000), rounded(seen.y2 * seenHeight / 1000)};
}

} // namespace w2v
