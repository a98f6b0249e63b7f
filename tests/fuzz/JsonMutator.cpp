#include "tests/fuzz/JsonMutator.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace w2v::fuzz {

namespace {

constexpr std::size_t kMostNodes = 4000;

void collect(Json& node, std::vector<Json*>& nodes)
{
    if (nodes.size() >= kMostNodes)
        return;
    nodes.push_back(&node);
    if (node.is_structured())
        for (Json& child : node)
            collect(child, nodes);
}

std::size_t pick(std::size_t count, Rng& rng)
{
    return static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(count) - 1));
}

Json someNumber(Rng& rng)
{
    static const std::array<Json, 16> kEdges{0, 1, 2, 3, 7, 14, 28, 255, 256, 65536, -1, std::numeric_limits<std::int64_t>::max(),
                                             std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::uint64_t>::max(), 0.5, 1e308};
    return kEdges[pick(kEdges.size(), rng)];
}

Json someValue(Rng& rng)
{
    switch (rng.integer(0, 6)) {
    case 0:
        return nullptr;
    case 1:
        return rng.chance(0.5);
    case 2:
        return "";
    case 3:
        return Json::array();
    case 4:
        return Json::object();
    default:
        return someNumber(rng);
    }
}

void varyScalar(Json& node, Rng& rng)
{
    if (node.is_string())
        node = mutateBytes(node.get<std::string>(), 16);
    else if (node.is_number_integer() && rng.chance(0.5))
        node = static_cast<std::int64_t>(node.get<std::uint64_t>() + static_cast<std::uint64_t>(rng.integer(-3, 3)));
    else if (node.is_number())
        node = someNumber(rng);
    else
        node = someValue(rng);
}

void changeChildren(Json& node, const std::vector<Json*>& nodes, Rng& rng)
{
    const Json other = *nodes[pick(nodes.size(), rng)];
    if (node.empty()) {
        if (node.is_array())
            node.push_back(other);
        else
            node[mutateBytes("key", 8)] = other;
        return;
    }
    const std::size_t at = pick(node.size(), rng);
    auto child = node.begin();
    std::advance(child, static_cast<std::ptrdiff_t>(at));
    switch (rng.integer(0, 3)) {
    case 0:
        node.erase(child);
        break;
    case 1:
        *child = other;
        break;
    case 2:
        if (node.is_array()) {
            node.push_back(Json(*child));
        } else {
            const Json copy = *child;
            node[mutateBytes(child.key(), 8)] = copy;
        }
        break;
    default:
        if (node.is_array()) {
            std::swap(*child, node[pick(node.size(), rng)]);
        } else { // rename
            const std::string name = mutateBytes(child.key(), 8);
            const Json value = *child;
            node.erase(child);
            node[name] = value;
        }
        break;
    }
}

} // namespace

std::string mutateBytes(std::string_view text, std::size_t room)
{
    std::string bytes(text);
    bytes.resize(text.size() + std::max<std::size_t>(room, 1));
    bytes.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(bytes.data()), text.size(), bytes.size()));
    return bytes;
}

void mutateJson(Json& document, Rng& rng)
{
    for (std::int64_t changes = rng.integer(1, 3); changes > 0; --changes) {
        std::vector<Json*> nodes;
        collect(document, nodes);
        Json& node = *nodes[pick(nodes.size(), rng)];
        if (node.is_structured())
            changeChildren(node, nodes, rng);
        else
            varyScalar(node, rng);
    }
}

std::string mutateJsonText(std::string_view text, std::size_t room, Rng& rng)
{
    Json document = Json::parse(text, nullptr, false);
    if (document.is_discarded())
        return mutateBytes(text, room);
    mutateJson(document, rng);
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace w2v::fuzz
