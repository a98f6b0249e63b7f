#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/vlm/Tokenizer.h"
#include "core/vlm/VisionGrid.h"

namespace w2v {

struct ChatPart {
    enum class Kind { Text, Image, Video };
    Kind kind = Kind::Text;
    std::string text; ///< of a Text part
};

struct ChatMessage {
    std::string role; ///< "system", "user", "assistant"
    std::vector<ChatPart> parts;
};

struct ChatOptions {
    bool addGenerationPrompt = true; ///< end with the opening of an assistant turn
    bool addVisionId = false;        ///< "Picture N: " before images, "Video N: " before videos
};

/// Messages as other tools write them: content is text or a list of parts; a part is an image (video) when its type says so or
/// it has a key "image" or "image_url" ("video").
std::vector<ChatMessage> chatFromJson(const nlohmann::ordered_json& messages, const std::string& subject);

/// A user turn from a question whose <image> marks stand for `images` images; without any mark the images come first.
/// With `stackPair` two images become one video part (the two frames of one temporal patch) at the first mark.
ChatMessage questionTurn(std::string_view question, int images, bool stackPair = false);

/// The prompt text with one pad token an image. A default system turn is put first unless the first message is one.
std::string renderChat(std::span<const ChatMessage> messages, const ChatOptions& options = {});

/// Repeats each <|image_pad|> and <|video_pad|> as often as its grid has merged tokens. An Error when the numbers of pads and
/// grids differ.
std::string expandPads(std::string_view text, std::span<const VisionGrid> images, std::span<const VisionGrid> videos,
                       int merge = 2);

struct ChatEncoding {
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> labels; ///< the id where the model is to be trained (answers and their <|im_end|>), else -100
};

/// Ids of a prompt that ends where the answer begins.
std::vector<std::int64_t> encodePrompt(const Tokenizer& tokenizer, std::span<const ChatMessage> messages,
                                       std::span<const VisionGrid> images, std::span<const VisionGrid> videos, int merge = 2);

/// Ids and labels of a whole conversation for training. Answers are encoded apart from what precedes them, as they are when
/// they are generated.
ChatEncoding encodeConversation(const Tokenizer& tokenizer, std::span<const ChatMessage> messages,
                                std::span<const VisionGrid> images, std::span<const VisionGrid> videos, int merge = 2);

} // namespace w2v
