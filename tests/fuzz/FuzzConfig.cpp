#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/nn/qwen/QwenConfig.h"
#include "core/training/Recipe.h"
#include "core/vlm/ChatTemplate.h"
#include "core/vlm/ImagePreprocessor.h"

namespace {

void checkRecipe(std::string_view text)
{
    const w2v::Recipe recipe = w2v::parseRecipe(text, "input");
    if (!(w2v::parseRecipe(w2v::recipeText(recipe), "again") == recipe))
        std::abort();
}

void checkPreprocessor(const w2v::Json& config)
{
    const auto preprocessor = w2v::ImagePreprocessor::fromJson(config, "input");
    const w2v::ResizedSize size = preprocessor.targetSize(40, 30);
    if (size.height < 1 || size.width < 1 || size.height % (preprocessor.patchSize * preprocessor.mergeSize) != 0)
        std::abort();
}

/// A model's config.json: the sizes that pass fit each other, and the file written from them says the same.
void checkModelConfig(const w2v::Json& json)
{
    const w2v::nn::QwenConfig config = w2v::nn::parseQwenConfig(json, "input");
    if (config.hidden % config.heads || config.heads % config.kvHeads || config.vision.hidden % config.vision.heads
        || config.imageToken >= config.vocabulary)
        std::abort();
    const w2v::Json written = w2v::nn::qwenConfigToJson(config);
    const w2v::nn::QwenConfig again = w2v::nn::parseQwenConfig(written, "again");
    if (w2v::nn::qwenConfigToJson(again) != written)
        std::abort();
}

} // namespace

// The first byte chooses what the rest is read as.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    try {
        if (data[0] == 'r')
            checkRecipe(text);
        else if (data[0] == 'p')
            checkPreprocessor(w2v::parseJson(text, "input"));
        else if (data[0] == 'q')
            checkModelConfig(w2v::parseJson(text, "input"));
        else
            w2v::renderChat(w2v::chatFromJson(w2v::parseJson(text, "input"), "input"));
    } catch (const w2v::Error&) {
    }
    return 0;
}
