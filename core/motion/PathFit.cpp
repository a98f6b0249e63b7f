#include "core/motion/PathFit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/Error.h"
#include "core/motion/ActionText.h"

namespace w2v {

namespace {

constexpr double kMetersPerDegree = 0.5 * std::numbers::pi / 180; ///< how much a wrong heading weighs: 0.5 m a radian
constexpr double kReference = 0.1;                                ///< metres of curve that a cost refers to
constexpr double kEndWeight = 4;                                  ///< the end counts as so many reference lengths

double degreesOf(double radians)
{
    return radians * 180 / std::numbers::pi;
}

double snapped(double value, double step)
{
    return step > 0 ? std::round(std::round(value / step) * step * 1e9) / 1e9 : std::round(value * 1e6) / 1e6;
}

double bearing(const PlanarPose& from, const PathSample& to)
{
    return degreesOf(std::atan2(to.right - from.right, to.forward - from.forward));
}

/// What is walked between two poses: a straight move with one heading, or a turn in one place.
struct Piece {
    PlanarPose from, to;

    struct Distance {
        double meters = 0, degrees = 0;
        double joint() const { return std::hypot(meters, degrees * kMetersPerDegree); }
    };
    double squareDistance(const PathSample& sample) const
    {
        const double dx = to.right - from.right, dz = to.forward - from.forward, square = dx * dx + dz * dz;
        const double x = sample.right - from.right, z = sample.forward - from.forward;
        const double t = square > 0 ? std::clamp((x * dx + z * dz) / square, 0.0, 1.0) : 0;
        const double turned = sample.degrees ? degreesOff(*sample.degrees) * kMetersPerDegree : 0;
        return (x - t * dx) * (x - t * dx) + (z - t * dz) * (z - t * dz) + turned * turned;
    }
    /// From a heading to the nearest one that is passed.
    double degreesOff(double heading) const
    {
        const double sweep = to.degrees - from.degrees, off = wrappedDegrees(heading - from.degrees);
        return std::abs(off - std::clamp(off, std::min(0.0, sweep), std::max(0.0, sweep)));
    }
    Distance distance(const PathSample& sample) const
    {
        const double dx = to.right - from.right, dz = to.forward - from.forward, square = dx * dx + dz * dz;
        double t = 0;
        if (square > 0)
            t = std::clamp(((sample.right - from.right) * dx + (sample.forward - from.forward) * dz) / square, 0.0, 1.0);
        Distance result;
        result.meters = std::hypot(sample.right - from.right - t * dx, sample.forward - from.forward - t * dz);
        if (sample.degrees)
            result.degrees = degreesOff(*sample.degrees);
        return result;
    }
};

std::vector<Piece> piecesOf(const PlanarPose& start, std::span<const Action> actions)
{
    std::vector<Piece> pieces;
    PlanarPose pose = start;
    for (const Action& action : actions) {
        const PlanarPose next = pose.after(action);
        pieces.push_back({pose, next});
        pose = next;
    }
    if (pieces.empty())
        pieces.push_back({start, start});
    return pieces;
}

Piece::Distance nearest(const std::vector<Piece>& pieces, const PathSample& sample)
{
    Piece::Distance best = pieces.front().distance(sample);
    for (const Piece& piece : pieces) {
        const Piece::Distance one = piece.distance(sample);
        if (one.joint() < best.joint())
            best = one;
    }
    return best;
}

double stepLength(const PathSample& a, const PathSample& b)
{
    double length = std::hypot(b.right - a.right, b.forward - a.forward);
    if (a.degrees && b.degrees)
        length += std::abs(wrappedDegrees(*b.degrees - *a.degrees)) * kMetersPerDegree;
    return length;
}

/// Evenly spaced points of the curve, its ends included.
std::vector<PathSample> resampled(std::span<const PathSample> curve, double spacing, std::size_t maxSamples, double& step)
{
    double length = 0;
    for (std::size_t i = 1; i < curve.size(); ++i)
        length += stepLength(curve[i - 1], curve[i]);
    step = 0;
    if (curve.empty() || !(length > 1e-6))
        return {};
    const auto count = static_cast<std::size_t>(
        std::clamp(std::ceil(length / spacing), 1.0, static_cast<double>(std::max<std::size_t>(maxSamples, 2) - 1)));
    step = length / static_cast<double>(count);
    std::vector<PathSample> result{curve.front()};
    double walked = 0;
    for (std::size_t i = 1; i < curve.size(); ++i) {
        const double part = stepLength(curve[i - 1], curve[i]);
        while (result.size() < count && part > 0 && walked + part >= step * static_cast<double>(result.size())) {
            const double t = (step * static_cast<double>(result.size()) - walked) / part;
            PathSample sample;
            sample.right = curve[i - 1].right + t * (curve[i].right - curve[i - 1].right);
            sample.forward = curve[i - 1].forward + t * (curve[i].forward - curve[i - 1].forward);
            if (curve[i - 1].degrees && curve[i].degrees)
                sample.degrees = *curve[i - 1].degrees + t * wrappedDegrees(*curve[i].degrees - *curve[i - 1].degrees);
            result.push_back(sample);
        }
        walked += part;
    }
    result.push_back(curve.back());
    return result;
}

void push(std::vector<Action>& actions, ActionKind positive, ActionKind negative, double amount)
{
    if (std::abs(amount) > 1e-9)
        actions.push_back({amount > 0 ? positive : negative, std::abs(amount)});
}

void pushTurn(std::vector<Action>& actions, double degrees)
{
    push(actions, ActionKind::TurnRight, ActionKind::TurnLeft, degrees);
}

class Fitter {
public:
    Fitter(const PlanarPose& start, std::vector<PathSample> samples, double spacing, const PathFitOptions& options)
        : m_samples(std::move(samples)), m_spacing(spacing), m_options(options),
          m_tolerance(options.snap.meters > 0 ? options.snap.meters : 0.05), m_beams(m_samples.size())
    {
        m_nodes.push_back({start, 0, kNone, {}});
        m_beams[0].push_back(0);
    }

    std::vector<Action> best()
    {
        const std::size_t last = m_samples.size() - 1;
        for (std::size_t i = 0; i < last; ++i) {
            // Turning in place may be all there is, so that any pair of points can be one step.
            const std::vector<std::size_t> from = m_beams[i];
            for (std::size_t j = i + 1; j <= last; ++j)
                if (!bends(i, j))
                    for (const std::size_t node : from)
                        extend(node, i, j);
        }
        if (m_beams[last].empty())
            return {};
        std::vector<std::vector<Action>> steps;
        for (std::size_t node = m_beams[last].front(); node != kNone; node = m_nodes[node].parent)
            steps.push_back(m_nodes[node].step);
        std::vector<Action> actions;
        for (auto step = steps.rbegin(); step != steps.rend(); ++step)
            for (const Action& action : *step) {
                if (!actions.empty() && actions.back().kind == action.kind)
                    actions.back().magnitude = std::round((actions.back().magnitude + action.magnitude) * 1e9) / 1e9;
                else
                    actions.push_back(action);
            }
        return actions;
    }

private:
    static constexpr std::size_t kMaxStep = 3; ///< actions between two points of the curve
    static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

    struct Node {
        PlanarPose pose;
        double cost = 0;
        std::size_t parent = kNone;
        std::vector<Action> step;
    };

    /// Whether the curve between two points is too bent for one straight step, whatever the snapping does.
    bool bends(std::size_t i, std::size_t j) const
    {
        const PathSample &a = m_samples[i], &b = m_samples[j];
        const Piece chord{{a.right, a.forward, 0}, {b.right, b.forward, 0}};
        for (std::size_t k = i + 1; k < j; ++k) {
            PathSample plain = m_samples[k];
            plain.degrees.reset();
            if (chord.distance(plain).meters > 4 * m_tolerance)
                return true;
        }
        return false;
    }

    void extend(std::size_t node, std::size_t i, std::size_t j)
    {
        const PlanarPose from = m_nodes[node].pose;
        const PathSample& to = m_samples[j];
        const double dx = to.right - from.right, dz = to.forward - from.forward, snap = m_options.snap.degrees;
        const double toward = wrappedDegrees(bearing(from, to) - from.degrees);
        const auto along = [&](double degrees) { // (ahead, to the right) of the point, seen with this heading
            const double h = degrees * std::numbers::pi / 180;
            return std::pair(dx * std::sin(h) + dz * std::cos(h), dx * std::cos(h) - dz * std::sin(h));
        };
        if (!to.degrees) {
            const double middle = snapped(toward, snap);
            for (const double turn : {middle, middle - snap, middle + snap}) {
                const double ahead = along(from.degrees + turn).first, distance = snapped(ahead, m_options.snap.meters);
                for (const double step : {distance, distance + (ahead > distance ? 1 : -1) * m_options.snap.meters}) {
                    const double rounded = snapped(step, m_options.snap.meters);
                    if (!(rounded > 1e-9))
                        continue;
                    std::vector<Action> actions;
                    pushTurn(actions, turn);
                    actions.push_back({ActionKind::Forward, rounded});
                    offer(node, i, j, std::move(actions));
                }
                if (snap <= 0)
                    break;
            }
            return;
        }
        const double turn = snapped(wrappedDegrees(*to.degrees - from.degrees), snap);
        const auto moves = [&](double heading, bool aheadFirst) {
            const auto [ahead, right] = along(heading);
            std::vector<Action> actions;
            if (!aheadFirst)
                push(actions, ActionKind::ShiftRight, ActionKind::ShiftLeft, snapped(right, m_options.snap.meters));
            push(actions, ActionKind::Forward, ActionKind::Backward, snapped(ahead, m_options.snap.meters));
            if (aheadFirst)
                push(actions, ActionKind::ShiftRight, ActionKind::ShiftLeft, snapped(right, m_options.snap.meters));
            return actions;
        };
        for (const bool aheadFirst : {true, false}) {
            std::vector<Action> turnFirst;
            pushTurn(turnFirst, turn);
            for (const Action& action : moves(from.degrees + turn, aheadFirst))
                turnFirst.push_back(action);
            offer(node, i, j, std::move(turnFirst));
            std::vector<Action> turnLast = moves(from.degrees, aheadFirst);
            pushTurn(turnLast, turn);
            offer(node, i, j, std::move(turnLast));
        }
        std::vector<Action> walker;
        const double there = snapped(toward, snap);
        pushTurn(walker, there);
        push(walker, ActionKind::Forward, ActionKind::Backward, snapped(along(from.degrees + there).first, m_options.snap.meters));
        pushTurn(walker, snapped(wrappedDegrees(*to.degrees - from.degrees - there), snap));
        offer(node, i, j, std::move(walker));
    }

    void offer(std::size_t parent, std::size_t i, std::size_t j, std::vector<Action> actions)
    {
        const Node& before = m_nodes[parent];
        double cost = before.cost;
        for (std::size_t k = 0; k < actions.size(); ++k) {
            const bool grows = k == 0 && !before.step.empty() && before.step.back().kind == actions[0].kind;
            cost += grows ? 0 : m_options.actionCost;
        }
        auto& beam = m_beams[j];
        const bool full = static_cast<int>(beam.size()) >= m_options.beam;
        const double worst = full ? m_nodes[beam.back()].cost : std::numeric_limits<double>::infinity();
        std::array<Piece, kMaxStep> pieces;
        std::size_t count = 0;
        for (const Action& action : actions) {
            const PlanarPose at = count ? pieces[count - 1].to : before.pose;
            pieces[count++] = {at, at.after(action)};
        }
        const PlanarPose end = count ? pieces[count - 1].to : before.pose;
        for (std::size_t k = i + 1; k <= j && cost < worst; ++k) {
            double square = (Piece{end, end}).squareDistance(m_samples[k]);
            for (std::size_t p = 0; p < count; ++p)
                square = std::min(square, pieces[p].squareDistance(m_samples[k]));
            cost += square / (m_tolerance * m_tolerance) * m_spacing / kReference;
        }
        if (j + 1 == m_samples.size())
            cost += kEndWeight * (Piece{end, end}).squareDistance(m_samples[j]) / (m_tolerance * m_tolerance);
        if (!(cost < worst))
            return;
        // The same place reached for less replaces the dearer way.
        for (std::size_t k = 0; k < beam.size(); ++k) {
            const PlanarPose& other = m_nodes[beam[k]].pose;
            if (std::hypot(other.right - end.right, other.forward - end.forward) < 1e-3 && std::abs(other.degrees - end.degrees) < 1e-2) {
                if (m_nodes[beam[k]].cost <= cost)
                    return;
                beam.erase(beam.begin() + static_cast<std::ptrdiff_t>(k));
                break;
            }
        }
        m_nodes.push_back({end, cost, parent, std::move(actions)});
        const auto at = std::upper_bound(beam.begin(), beam.end(), cost, [this](double c, std::size_t n) { return c < m_nodes[n].cost; });
        beam.insert(at, m_nodes.size() - 1);
        if (static_cast<int>(beam.size()) > m_options.beam)
            beam.pop_back();
    }

    std::vector<PathSample> m_samples;
    double m_spacing;
    PathFitOptions m_options;
    double m_tolerance;
    std::vector<Node> m_nodes;
    std::vector<std::vector<std::size_t>> m_beams; ///< nodes at each point of the curve, cheapest first
};

} // namespace

PathFitError pathFitError(const PlanarPose& start, std::span<const Action> actions, std::span<const PathSample> curve)
{
    PathFitError error;
    if (curve.empty())
        return error;
    const std::vector<Piece> pieces = piecesOf(start, actions);
    for (const PathSample& sample : curve) {
        const Piece::Distance one = nearest(pieces, sample);
        error.maxMeters = std::max(error.maxMeters, one.meters);
        error.meanMeters += one.meters / static_cast<double>(curve.size());
        error.maxDegrees = std::max(error.maxDegrees, one.degrees);
        error.meanDegrees += one.degrees / static_cast<double>(curve.size());
    }
    // The other way round: no part of the path may wander where the curve never was.
    for (const Piece& piece : pieces)
        for (int i = 0; i <= 8; ++i) {
            const PathSample place{piece.from.right + (piece.to.right - piece.from.right) * i / 8,
                                   piece.from.forward + (piece.to.forward - piece.from.forward) * i / 8, {}};
            double away = std::numeric_limits<double>::infinity();
            for (std::size_t k = 0; k < curve.size(); ++k) {
                const PathSample &a = curve[k], &b = curve[std::min(k + 1, curve.size() - 1)];
                away = std::min(away, (Piece{{a.right, a.forward, 0}, {b.right, b.forward, 0}}).distance(place).meters);
            }
            error.maxMeters = std::max(error.maxMeters, away);
        }
    error.endMeters = std::hypot(pieces.back().to.right - curve.back().right, pieces.back().to.forward - curve.back().forward);
    return error;
}

PathFit fitPath(const PlanarPose& start, std::span<const PathSample> curve, const PathFitOptions& options)
{
    PathFit fit;
    for (const PathSample& sample : curve)
        if (!std::isfinite(sample.right) || !std::isfinite(sample.forward) || (sample.degrees && !std::isfinite(*sample.degrees)))
            throw Error("the curve", "holds a point that is not finite");
    // The walker starts where it stands, wherever the curve begins.
    std::vector<PathSample> whole{{start.right, start.forward, {}}};
    if (!curve.empty() && curve.front().degrees)
        whole.front().degrees = start.degrees;
    whole.insert(whole.end(), curve.begin(), curve.end());
    const double spacing = std::max(options.snap.meters / 2, 0.02);
    double step = 0;
    std::vector<PathSample> samples = resampled(whole, spacing, options.maxSamples, step);
    if (!samples.empty())
        fit.actions = asWritten(Fitter(start, std::move(samples), step, options).best());
    fit.error = pathFitError(start, fit.actions, whole);
    return fit;
}

std::vector<Action> orbitActions(const PlanarPose& start, double pointRight, double pointForward, double degrees, int steps)
{
    const PathSample point{pointRight, pointForward, {}};
    const double radius = std::hypot(pointRight - start.right, pointForward - start.forward);
    if (!(radius >= 0.1))
        throw Error("the orbit", "its point is nearer than 0.1 m", "Step back, or choose another object");
    if (steps < 1 || steps > 360 || !std::isfinite(degrees) || std::abs(degrees) > 3600)
        throw Error("the orbit", "needs 1 to 360 steps and at most 3600 degrees");
    std::vector<Action> actions;
    pushTurn(actions, wrappedDegrees(bearing(start, point) - start.degrees));
    const double each = degrees / steps;
    const double chord = 2 * radius * std::sin(each / 2 * std::numbers::pi / 180);
    for (int i = 0; i < steps; ++i) {
        // Half of the turn before and half after a chord keep the walker on the circle and facing its middle.
        const double before = i == 0 ? -each / 2 : -each;
        if (!actions.empty() && actions.back().isTurn()) {
            const double sum = (actions.back().kind == ActionKind::TurnRight ? 1 : -1) * actions.back().magnitude + before;
            actions.pop_back();
            pushTurn(actions, sum);
        } else {
            pushTurn(actions, before);
        }
        push(actions, ActionKind::ShiftRight, ActionKind::ShiftLeft, chord);
    }
    pushTurn(actions, -each / 2);
    return asWritten(actions);
}

} // namespace w2v
