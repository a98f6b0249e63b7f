#include "core/answerers/imagination/BeamSearch.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr int kMostDepth = 16, kMostBeam = 64;
constexpr std::size_t kMostMoves = 32;

bool samePlace(const PlanarPose& a, const PlanarPose& b)
{
    constexpr double kMeters = 1e-6, kDegrees = 1e-6;
    return std::hypot(a.right - b.right, a.forward - b.forward) < kMeters && std::abs(wrappedDegrees(a.degrees - b.degrees)) < kDegrees;
}

} // namespace

BeamSearch::BeamSearch(std::vector<Action> moves, int depth, int beam) : m_moves(std::move(moves)), m_depth(depth), m_beam(beam)
{
    if (depth < 1 || depth > kMostDepth)
        throw Error("depth", fmt::format("{} is out of range", depth), fmt::format("Give 1 to {}", kMostDepth));
    if (beam < 1 || beam > kMostBeam)
        throw Error("beam", fmt::format("{} is out of range", beam), fmt::format("Give 1 to {}", kMostBeam));
    if (m_moves.empty() || m_moves.size() > kMostMoves)
        throw Error("moves", fmt::format("{} actions are out of range", m_moves.size()), fmt::format("Give 1 to {} actions", kMostMoves));
}

bool BeamSearch::isNew(const PlanarPose& pose) const
{
    return !samePlace(pose, PlanarPose())
        && std::none_of(m_nodes.begin(), m_nodes.end(), [&](const BeamNode& node) { return samePlace(pose, node.pose); });
}

std::vector<std::size_t> BeamSearch::expand()
{
    if (m_level >= m_depth)
        return {};
    std::vector<int> from{-1};
    if (m_level > 0) {
        std::stable_sort(m_last.begin(), m_last.end(), [&](std::size_t a, std::size_t b) { return m_nodes[a].promise > m_nodes[b].promise; });
        m_last.resize(std::min(m_last.size(), static_cast<std::size_t>(m_beam)));
        from.assign(m_last.begin(), m_last.end());
    }
    ++m_level;
    m_last.clear();
    for (const int parent : from) {
        if (parent >= 0)
            m_nodes[static_cast<std::size_t>(parent)].inBeam = true;
        for (const Action& move : m_moves) {
            BeamNode node;
            if (parent >= 0) {
                node.actions = m_nodes[static_cast<std::size_t>(parent)].actions;
                node.pose = m_nodes[static_cast<std::size_t>(parent)].pose;
            }
            node.parent = parent;
            node.depth = m_level;
            node.actions.push_back(move);
            node.pose = node.pose.after(move);
            if (!isNew(node.pose))
                continue;
            m_last.push_back(m_nodes.size());
            m_nodes.push_back(std::move(node));
        }
    }
    return m_last;
}

void BeamSearch::score(std::size_t node, double help, double promise)
{
    m_nodes.at(node).help = help;
    m_nodes.at(node).promise = promise;
}

std::vector<std::size_t> BeamSearch::mostHelpful(int count, double least) const
{
    std::vector<std::size_t> best;
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        if (m_nodes[i].help >= 0 && m_nodes[i].help >= least)
            best.push_back(i);
    std::stable_sort(best.begin(), best.end(), [&](std::size_t a, std::size_t b) { return m_nodes[a].help > m_nodes[b].help; });
    best.resize(std::min(best.size(), static_cast<std::size_t>(std::max(0, count))));
    return best;
}

} // namespace w2v
