#pragma once
#include <array>
#include <filesystem>
#include <span>
#include <string>

#include "core/geometry/Box2d.h"
#include "core/vlm/PictureInput.h"

namespace w2v {

/// In which numbers a family of models says where a box is.
enum class BoxUnit {
    SeenPixels,  ///< pixels of the picture as the model gets it (Qwen2.5-VL)
    Thousandths, ///< 0..1000 per axis of the whole picture (Qwen2-VL, and what our records say)
};
const char* boxUnitName(BoxUnit unit); ///< "pixels", "thousandths"

/// A family of models that a record can be looked at through, without a checkpoint.
struct ModelFamily {
    const char *id, *name; ///< "qwen2.5-vl", "Qwen2.5-VL"
    PictureInput input;    ///< with the released limits of pixels
    BoxUnit boxes;
};

/// Those with published rules: Qwen2.5-VL and Qwen2-VL. Our own w2v-tiny comes with a checkpoint, see familyBoxes().
std::span<const ModelFamily> modelFamilies();
/// nullptr for an unknown id.
const ModelFamily* findModelFamily(const std::string& id);

/// The unit of a checkpoint's boxes by its config.json: pixels for Qwen2.5-VL as released; what was trained on our records (key "w2v")
/// and everything else uses thousandths. Throws Error when there is no readable config.json.
BoxUnit familyBoxes(const std::filesystem::path& folder);

/// Where a box of a picture (0..1000 per axis of a picture of width x height) lies in what the model sees of it, 0..1000 per axis of that.
/// Beyond the range where the model's view cuts it off.
Box2d seenBox(const PictureInput& input, const Box2d& box, int width, int height);

/// The box as the family would write it, whole numbers; `seenWidth`, `seenHeight`: of the picture as the model gets it.
std::array<int, 4> boxForModel(BoxUnit unit, const Box2d& box, const Box2d& seen, int seenWidth, int seenHeight);

} // namespace w2v
