#include "core/vlm/ChatTemplate.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Json.h"

namespace w2v {

namespace {

constexpr std::string_view kImageMark = "<image>";
constexpr std::string_view kImagePad = "<|image_pad|>", kVideoPad = "<|video_pad|>";
constexpr std::string_view kTurnStart = "<|im_start|>", kTurnEnd = "<|im_end|>";

ChatPart partFromJson(const Json& part, const std::string& subject)
{
    if (!part.is_object())
        throw Error(subject, "a content part is not an object");
    const std::string type = part.contains("type") && part["type"].is_string() ? part["type"].get<std::string>() : "";
    if (type == "image" || part.contains("image") || part.contains("image_url"))
        return {ChatPart::Kind::Image, {}};
    if (type == "video" || part.contains("video"))
        return {ChatPart::Kind::Video, {}};
    if (part.contains("text") && part["text"].is_string())
        return {ChatPart::Kind::Text, part["text"].get<std::string>()};
    throw Error(subject, "a content part is neither text nor image nor video");
}

/// Writes turns one after the other; numbers images and videos through the conversation.
class Renderer {
public:
    explicit Renderer(const ChatOptions& options) : m_options(options) {}

    std::string content(const ChatMessage& message)
    {
        std::string text;
        for (const ChatPart& part : message.parts) {
            if (part.kind == ChatPart::Kind::Text) {
                text += part.text;
                continue;
            }
            const bool image = part.kind == ChatPart::Kind::Image;
            const int number = image ? ++m_images : ++m_videos;
            if (m_options.addVisionId)
                text += fmt::format("{} {}: ", image ? "Picture" : "Video", number);
            text += fmt::format("<|vision_start|>{}<|vision_end|>", image ? kImagePad : kVideoPad);
        }
        return text;
    }

    static std::string opening(const std::string& role) { return fmt::format("{}{}\n", kTurnStart, role); }

private:
    const ChatOptions& m_options;
    int m_images = 0, m_videos = 0;
};

std::string defaultSystemTurn(std::span<const ChatMessage> messages)
{
    if (!messages.empty() && messages[0].role == "system")
        return {};
    return Renderer::opening("system") + "You are a helpful assistant." + std::string(kTurnEnd) + "\n";
}

} // namespace

std::vector<ChatMessage> chatFromJson(const nlohmann::ordered_json& messages, const std::string& subject)
{
    if (!messages.is_array())
        throw Error(subject, "its messages are not a list");
    std::vector<ChatMessage> out;
    for (const Json& m : messages) {
        if (!m.is_object() || !m.contains("role") || !m["role"].is_string() || !m.contains("content"))
            throw Error(subject, "a message has no role or no content");
        ChatMessage message{m["role"].get<std::string>(), {}};
        const Json& content = m["content"];
        if (content.is_string())
            message.parts.push_back({ChatPart::Kind::Text, content.get<std::string>()});
        else if (content.is_array())
            for (const Json& part : content)
                message.parts.push_back(partFromJson(part, subject));
        else
            throw Error(subject, "the content of a message is neither text nor a list");
        out.push_back(std::move(message));
    }
    return out;
}

ChatMessage questionTurn(std::string_view question, int images, bool stackPair)
{
    std::vector<std::string_view> texts;
    for (std::size_t at = question.find(kImageMark); at != std::string_view::npos; at = question.find(kImageMark)) {
        texts.push_back(question.substr(0, at));
        question.remove_prefix(at + kImageMark.size());
    }
    texts.push_back(question);
    if (texts.size() == 1)
        texts.insert(texts.begin(), static_cast<std::size_t>(images), std::string_view());
    if (texts.size() - 1 != static_cast<std::size_t>(images))
        throw Error("question", fmt::format("has {} <image> marks for {} images", texts.size() - 1, images),
                    "Write one <image> mark for every image, in order");
    ChatMessage message{"user", {}};
    const auto addText = [&](std::string_view text) {
        if (text.empty())
            return;
        if (!message.parts.empty() && message.parts.back().kind == ChatPart::Kind::Text)
            message.parts.back().text += text;
        else
            message.parts.push_back({ChatPart::Kind::Text, std::string(text)});
    };
    const bool stacked = stackPair && images == 2;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        addText(texts[i]);
        if (i + 1 < texts.size() && !(stacked && i == 1))
            message.parts.push_back({stacked ? ChatPart::Kind::Video : ChatPart::Kind::Image, {}});
    }
    return message;
}

std::string renderChat(std::span<const ChatMessage> messages, const ChatOptions& options)
{
    Renderer renderer(options);
    std::string text = defaultSystemTurn(messages);
    for (const ChatMessage& m : messages)
        text += Renderer::opening(m.role) + renderer.content(m) + std::string(kTurnEnd) + "\n";
    if (options.addGenerationPrompt)
        text += Renderer::opening("assistant");
    return text;
}

std::string expandPads(std::string_view text, std::span<const VisionGrid> images, std::span<const VisionGrid> videos, int merge)
{
    std::string out;
    std::size_t image = 0, video = 0;
    while (true) {
        const std::size_t atImage = text.find(kImagePad), atVideo = text.find(kVideoPad);
        if (atImage == std::string_view::npos && atVideo == std::string_view::npos)
            break;
        const bool isImage = atImage < atVideo;
        std::size_t& cursor = isImage ? image : video;
        const auto& grids = isImage ? images : videos;
        if (cursor >= grids.size())
            throw Error("prompt", fmt::format("has more {} than the {} given", isImage ? "images" : "videos", grids.size()));
        constexpr std::int64_t kMaxTokens = 1 << 20;
        if (merge < 1 || !grids[cursor].plausible() || grids[cursor].tokens(merge) > kMaxTokens)
            throw Error("prompt", fmt::format("{} {} has an impossible size", isImage ? "image" : "video", cursor + 1));
        const std::string_view pad = isImage ? kImagePad : kVideoPad;
        out += text.substr(0, std::min(atImage, atVideo));
        for (std::int64_t k = grids[cursor].tokens(merge); k > 0; --k)
            out += pad;
        ++cursor;
        text.remove_prefix(std::min(atImage, atVideo) + pad.size());
    }
    if (image != images.size() || video != videos.size())
        throw Error("prompt", fmt::format("has {} images and {} videos, but {} and {} were given", image, video, images.size(),
                                          videos.size()));
    out += text;
    return out;
}

std::vector<std::int64_t> encodePrompt(const Tokenizer& tokenizer, std::span<const ChatMessage> messages,
                                       std::span<const VisionGrid> images, std::span<const VisionGrid> videos, int merge)
{
    return tokenizer.encode(expandPads(renderChat(messages), images, videos, merge));
}

ChatEncoding encodeConversation(const Tokenizer& tokenizer, std::span<const ChatMessage> messages,
                                std::span<const VisionGrid> images, std::span<const VisionGrid> videos, int merge)
{
    // Two kinds of stretches in turn: given text, and answers to be learned. Only given text holds images.
    const ChatOptions options{.addGenerationPrompt = false};
    Renderer renderer(options);
    std::vector<std::pair<std::string, bool>> stretches{{defaultSystemTurn(messages), false}};
    const auto add = [&](const std::string& text, bool learned) {
        if (stretches.back().second == learned)
            stretches.back().first += text;
        else
            stretches.emplace_back(text, learned);
    };
    for (const ChatMessage& m : messages) {
        const bool answer = m.role == "assistant";
        add(Renderer::opening(m.role), false);
        add(renderer.content(m) + std::string(kTurnEnd), answer);
        add("\n", false);
    }
    ChatEncoding out;
    std::size_t image = 0, video = 0;
    for (const auto& [text, learned] : stretches) {
        const auto count = [&text = text](std::string_view pad) {
            std::size_t n = 0;
            for (std::size_t at = text.find(pad); at != std::string::npos; at = text.find(pad, at + 1))
                ++n;
            return n;
        };
        const std::size_t stretchImages = std::min(count(kImagePad), images.size() - image);
        const std::size_t stretchVideos = std::min(count(kVideoPad), videos.size() - video);
        const auto ids = tokenizer.encode(expandPads(text, images.subspan(image, stretchImages),
                                                     videos.subspan(video, stretchVideos), merge));
        image += stretchImages;
        video += stretchVideos;
        out.ids.insert(out.ids.end(), ids.begin(), ids.end());
        if (learned)
            out.labels.insert(out.labels.end(), ids.begin(), ids.end());
        else
            out.labels.insert(out.labels.end(), ids.size(), -100);
    }
    if (image != images.size() || video != videos.size())
        throw Error("conversation", fmt::format("has {} images and {} videos, but {} and {} were given", image, video, images.size(),
                                                videos.size()));
    return out;
}

} // namespace w2v
