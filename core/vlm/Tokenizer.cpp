#include "core/vlm/Tokenizer.h"

#include <utility>

#include "core/base/Error.h"
#include "core/vlm/ByteAlphabet.h"
#include "core/vlm/TokenizerData.h"

namespace w2v {

std::vector<std::int64_t> Tokenizer::encode(std::string_view text) const
{
    std::vector<std::int64_t> out;
    m_data->cut(
        text,
        [&](std::string_view stretch) {
            for (const std::string& piece : m_data->preTokenizer.split(stretch))
                m_data->encodePiece(piece, out);
        },
        [&](const AddedToken& token) { out.push_back(token.id); });
    return out;
}

std::vector<std::string> Tokenizer::pretokenize(std::string_view text) const
{
    std::vector<std::string> out;
    m_data->cut(
        text,
        [&](std::string_view stretch) {
            for (std::string& piece : m_data->preTokenizer.split(stretch))
                out.push_back(std::move(piece));
        },
        [](const AddedToken&) {});
    return out;
}

std::string Tokenizer::decodeBytes(std::span<const std::int64_t> ids, bool skipSpecial) const
{
    std::string out;
    for (const std::int64_t id : ids)
        if (id >= 0 && id < size() && !(skipSpecial && m_data->special[static_cast<std::size_t>(id)]))
            out += m_data->contents[static_cast<std::size_t>(id)];
    return out;
}

std::string Tokenizer::decode(std::span<const std::int64_t> ids, bool skipSpecial) const
{
    return replaceInvalidUtf8(decodeBytes(ids, skipSpecial));
}

std::int64_t Tokenizer::size() const
{
    return static_cast<std::int64_t>(m_data->contents.size());
}

std::optional<std::int64_t> Tokenizer::idOf(std::string_view content) const
{
    const auto found = m_data->ids.find(std::string(content));
    return found == m_data->ids.end() ? std::nullopt : std::optional<std::int64_t>(found->second);
}

bool Tokenizer::isSpecial(std::int64_t id) const
{
    return id >= 0 && id < size() && m_data->special[static_cast<std::size_t>(id)];
}

const ChatTokenIds& Tokenizer::chatTokens() const
{
    const ChatTokenIds& c = m_data->chat;
    for (const std::int64_t id : {c.endOfText, c.imStart, c.imEnd, c.visionStart, c.visionEnd, c.imagePad, c.videoPad})
        if (id < 0)
            throw Error("tokenizer", "lacks the added tokens of Qwen2.5-VL", "Use a tokenizer with <|im_start|>, <|image_pad|> ...");
    return c;
}

std::string TokenStream::push(std::int64_t id)
{
    m_pending += m_tokenizer.decodeBytes({&id, 1}, m_skip);
    const std::size_t ready = m_pending.size() - incompleteUtf8Tail(m_pending);
    std::string out = replaceInvalidUtf8(std::string_view(m_pending).substr(0, ready));
    m_pending.erase(0, ready);
    return out;
}

std::string TokenStream::finish()
{
    return replaceInvalidUtf8(std::exchange(m_pending, {}));
}

} // namespace w2v
