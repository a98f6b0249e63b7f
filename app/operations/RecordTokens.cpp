#include "app/operations/RecordTokens.h"

#include <algorithm>
#include <map>

#include "core/base/Json.h"
#include "core/nn/VlmFactory.h"
#include "core/vlm/ChatTemplate.h"

namespace w2v {

namespace {

/// Sizes of pictures, each looked at once.
class Sizes {
public:
    Sizes(const Project& project, int side) : m_project(project), m_side(side) {}
    std::pair<int, int> of(const std::string& image)
    {
        if (m_side > 0)
            return {m_side, m_side};
        const auto [found, added] = m_known.try_emplace(image);
        if (added) {
            const ColorImage picture = m_project.loadImage(image);
            found->second = {picture.width(), picture.height()};
        }
        return found->second;
    }

private:
    const Project& m_project;
    int m_side;
    std::map<std::string, std::pair<int, int>> m_known;
};

} // namespace

TokenLengths tokenLengths(const Project& project, std::span<const QaRecord> records, const std::filesystem::path& model, int imageSize, JobContext& job)
{
    const Tokenizer tokenizer = Tokenizer::load(model);
    const PictureInput input = loadPictureInput(model);
    const Json config = readJson(model / "config.json");
    std::vector<ChatMessage> system;
    if (const auto own = config.find("w2v"); own != config.end() && own->contains("system_prompt"))
        system.push_back({"system", {{ChatPart::Kind::Text, own->at("system_prompt").get<std::string>()}}});
    Sizes sizes(project, imageSize);
    std::vector<std::int64_t> lengths;
    TokenLengths out;
    for (const QaRecord& record : records) {
        if (lengths.size() % 100 == 0) {
            job.throwIfStopped();
            job.report(static_cast<double>(lengths.size()) / static_cast<double>(records.size()), "counting tokens");
        }
        const bool pair = input.pairAsVideo && record.images.size() == 2;
        std::vector<VisionGrid> grids;
        for (const std::string& image : record.images) {
            const auto [width, height] = sizes.of(image);
            grids.push_back(input.grid(width, height));
        }
        if (pair)
            grids.resize(1); // the two share a temporal patch
        std::vector<ChatMessage> messages = system;
        messages.push_back(questionTurn(record.question, static_cast<int>(record.images.size()), pair));
        const auto encode = [&] {
            return static_cast<std::int64_t>(encodeConversation(tokenizer, messages, pair ? std::span<const VisionGrid>() : grids,
                                                                pair ? std::span<const VisionGrid>(grids) : std::span<const VisionGrid>(), input.images.mergeSize)
                                                 .ids.size());
        };
        out.longestPrompt = std::max(out.longestPrompt, encode());
        messages.push_back({"assistant", {{ChatPart::Kind::Text, record.answer}}});
        lengths.push_back(encode());
    }
    if (lengths.empty())
        return out;
    std::sort(lengths.begin(), lengths.end());
    out.records = lengths.size();
    out.shortest = lengths.front();
    out.median = lengths[lengths.size() / 2];
    out.longest = lengths.back();
    return out;
}

} // namespace w2v
