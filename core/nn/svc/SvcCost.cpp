#include "core/nn/svc/SvcCost.h"

#include <algorithm>

#include <fmt/format.h>

namespace w2v::nn {

namespace {

/// Adds up layers; `rows` or `places` is how often a layer's weights are applied.
class Counter {
public:
    void linear(double in, double out, double rows, bool bias = true) { add(in * out, bias ? out : 0, rows); }
    void conv(double in, double out, double kernel, double places) { add(in * out * kernel * kernel, out, places); }
    void norm(double channels) { m_cost.parameters += 2 * channels; }
    void bare(double parameters) { m_cost.parameters += parameters; }
    /// Scores and their products with the values.
    void attention(double width, double queries, double others, double batch) 
    {
        const double operations = 4 * width * queries * others * batch;
        m_cost.operations += operations;
        m_cost.attention += operations;
    }
    const SvcNetworkCost& cost() const { return m_cost; }

private:
    void add(double weights, double biases, double times)
    {
        m_cost.parameters += weights + biases;
        m_cost.operations += 2 * weights * times;
    }

    SvcNetworkCost m_cost;
};

class UNetCounter {
public:
    UNetCounter(const SvcUNetConfig& config, double frames, double places) : m_config(config), m_frames(frames), m_places(places) {}

    SvcNetworkCost run()
    {
        const SvcUNetConfig& c = m_config;
        m_count.linear(c.channels, c.timeWidth(), m_frames);
        m_count.linear(c.timeWidth(), c.timeWidth(), m_frames);
        m_count.conv(c.inChannels, c.channels, 3, m_frames * at(1));
        std::vector<double> stack{static_cast<double>(c.channels)};
        double width = c.channels;
        int stride = 1;
        for (int level = 0; level < c.levels(); ++level) {
            const double out = c.channels * c.multipliers[static_cast<std::size_t>(level)];
            for (int i = 0; i < c.resBlocks; ++i) {
                stage(width, out, stride, level, "input");
                stack.push_back(width = out);
            }
            if (level + 1 < c.levels()) {
                stride *= 2;
                m_count.conv(width, width, 3, m_frames * at(stride));
                stack.push_back(width);
            }
        }
        res(width, width, stride);
        transformer(width, stride, c.transformerDepth.back(), "middle");
        res(width, width, stride);
        for (int level = c.levels() - 1; level >= 0; --level) {
            const double out = c.channels * c.multipliers[static_cast<std::size_t>(level)];
            for (int i = 0; i <= c.resBlocks; ++i) {
                stage(width + stack.back(), out, stride, level, "output");
                stack.pop_back();
                width = out;
            }
            if (level > 0) {
                stride /= 2;
                m_count.conv(width, width, 3, m_frames * at(stride));
            }
        }
        m_count.norm(c.channels);
        m_count.conv(c.channels, c.outChannels, 3, m_frames * at(1));
        return m_count.cost();
    }

private:
    double at(int stride) const { return m_places / (static_cast<double>(stride) * stride); }

    void stage(double in, double out, int stride, int level, const char* side)
    {
        res(in, out, stride);
        if (m_config.hasAttention(stride))
            transformer(out, stride, m_config.transformerDepth[static_cast<std::size_t>(level)], side);
    }

    void res(double in, double out, int stride)
    {
        const double places = m_frames * at(stride);
        m_count.norm(in);
        m_count.norm(out);
        m_count.conv(in, out, 3, places);
        m_count.conv(out, out, 3, places);
        m_count.conv(m_config.denseChannels, 2 * in, 1, places);
        m_count.linear(m_config.timeWidth(), out, m_frames);
        if (in != out)
            m_count.conv(in, out, 1, places);
    }

    void feed(double width, double rows)
    {
        m_count.linear(width, 8 * width, rows);
        m_count.linear(4 * width, width, rows);
    }

    void self(double width, double rows)
    {
        for (int i = 0; i < 3; ++i)
            m_count.linear(width, width, rows, false);
        m_count.linear(width, width, rows);
    }

    /// With one context row only values and the output projection are computed, once a frame.
    void cross(double width)
    {
        m_count.linear(width, width, 0, false);
        m_count.linear(m_config.contextWidth, width, 0, false);
        m_count.linear(m_config.contextWidth, width, m_frames, false);
        m_count.linear(width, width, m_frames);
    }

    void transformer(double width, int stride, int depth, const char* side)
    {
        const double rows = m_frames * at(stride);
        const bool joined = m_config.isJoined(fmt::format("{}_ds{}", side, stride));
        m_count.norm(width);
        m_count.linear(width, width, rows);
        m_count.linear(width, width, rows);
        for (int i = 0; i < depth; ++i) {
            self(width, rows); // spatial
            m_count.attention(width, joined ? rows : at(stride), joined ? rows : at(stride), joined ? 1 : m_frames);
            cross(width);
            feed(width, rows);
            feed(width, rows); // over time
            self(width, rows);
            m_count.attention(width, m_frames, m_frames, at(stride));
            cross(width);
            feed(width, rows);
            for (int n = 0; n < 7; ++n)
                m_count.norm(width);
        }
    }

    const SvcUNetConfig& m_config;
    double m_frames, m_places;
    Counter m_count;
};

void vaeRes(Counter& count, double in, double out, double places)
{
    count.norm(in);
    count.norm(out);
    count.conv(in, out, 3, places);
    count.conv(out, out, 3, places);
    if (in != out)
        count.conv(in, out, 1, places);
}

void vaeMiddle(Counter& count, double width, double places)
{
    vaeRes(count, width, width, places);
    count.norm(width);
    for (int i = 0; i < 4; ++i)
        count.linear(width, width, places);
    count.attention(width, places, places, 1);
    vaeRes(count, width, width, places);
}

} // namespace

SvcNetworkCost svcUNetCost(const SvcUNetConfig& config, int frames, int height, int width)
{
    return UNetCounter(config, frames, static_cast<double>(height) * width).run();
}

SvcNetworkCost svcEncoderCost(const SvcVaeConfig& c, int height, int width)
{
    Counter count;
    double places = static_cast<double>(height) * width, in = c.channels.front();
    count.conv(3, in, 3, places);
    for (std::size_t l = 0; l < c.channels.size(); ++l) {
        for (int i = 0; i < c.layersPerBlock; ++i, in = c.channels[l])
            vaeRes(count, in, c.channels[l], places);
        if (l + 1 < c.channels.size()) {
            places /= 4;
            count.conv(in, in, 3, places);
        }
    }
    vaeMiddle(count, in, places);
    count.norm(in);
    count.conv(in, 2 * c.latentChannels, 3, places);
    count.conv(2 * c.latentChannels, 2 * c.latentChannels, 1, places);
    return count.cost();
}

SvcNetworkCost svcDecoderCost(const SvcVaeConfig& c, int height, int width)
{
    Counter count;
    double places = static_cast<double>(height) * width / (static_cast<double>(c.stride()) * c.stride()), in = c.channels.back();
    count.conv(c.latentChannels, c.latentChannels, 1, places);
    count.conv(c.latentChannels, in, 3, places);
    vaeMiddle(count, in, places);
    for (std::size_t l = c.channels.size(); l-- > 0;) {
        for (int i = 0; i <= c.layersPerBlock; ++i, in = c.channels[l])
            vaeRes(count, in, c.channels[l], places);
        if (l > 0) {
            places *= 4;
            count.conv(in, in, 3, places);
        }
    }
    count.norm(in);
    count.conv(in, 3, 3, places);
    return count.cost();
}

SvcNetworkCost svcClipCost(const SvcClipConfig& c)
{
    Counter count;
    const double tokens = static_cast<double>(c.grid()) * c.grid() + 1, w = c.width;
    count.linear(3.0 * c.patch * c.patch, w, tokens - 1, false);
    count.bare(w + tokens * w); // class token and positions
    count.norm(w);
    for (int i = 0; i < c.layers; ++i) {
        count.norm(w);
        count.norm(w);
        count.linear(w, 3 * w, tokens);
        count.attention(w, tokens, tokens, 1);
        count.linear(w, w, tokens);
        count.linear(w, c.mlpWidth(), tokens);
        count.linear(c.mlpWidth(), w, tokens);
    }
    count.norm(w);
    count.linear(w, c.embedding, 1, false);
    return count.cost();
}

SvcCost svcCost(const SvcUNetConfig& network, const SvcVaeConfig& vae, const SvcClipConfig& clip, const svc::PathPlan& plan, int width,
                int height, int steps, double bytesPerWeight)
{
    SvcCost cost;
    cost.calls = static_cast<int>(plan.calls.size());
    cost.steps = steps;
    cost.frames = plan.targets;
    const SvcNetworkCost encoder = svcEncoderCost(vae, height, width), decoder = svcDecoderCost(vae, height, width), image = svcClipCost(clip);
    const int h = height / vae.stride(), w = width / vae.stride();
    double parameters = 0;
    std::vector<svc::FrameName> encoded; // every frame once
    for (const svc::NetworkCall& call : plan.calls) {
        const auto frames = static_cast<double>(call.slots.size());
        const SvcNetworkCost half = svcUNetCost(network, static_cast<int>(frames), h, w);
        parameters = half.parameters;
        cost.stepOperations = std::max(cost.stepOperations, 2 * half.operations);
        cost.operations += 2 * half.operations * steps;
        cost.attention += 2 * half.attention * steps;
        for (const svc::PlannedSlot& slot : call.slots) {
            if (!slot.conditioning && !slot.copy) {
                cost.operations += decoder.operations;
                cost.attention += decoder.attention;
            }
            if (slot.conditioning && std::find(encoded.begin(), encoded.end(), slot.frame) == encoded.end()) {
                encoded.push_back(slot.frame);
                cost.operations += encoder.operations + image.operations;
                cost.attention += encoder.attention + image.attention;
            }
        }
        // Maps kept for the second half of the network, and about ten of the largest map for the layer at work.
        double kept = 0, places = static_cast<double>(h) * w;
        for (int level = 0; level < network.levels(); ++level, places /= 4)
            kept += places * network.channels * network.multipliers[static_cast<std::size_t>(level)] * (network.resBlocks + 1);
        const double largest = static_cast<double>(h) * w * network.channels * network.multipliers.front();
        cost.workBytes = std::max(cost.workBytes, 4 * frames * (kept + 10 * largest));
    }
    // The autoencoder works on one picture at a time, at full size in its narrowest level.
    cost.workBytes = std::max(cost.workBytes, 4.0 * 6 * height * width * vae.channels[std::min<std::size_t>(1, vae.channels.size() - 1)]);
    cost.weightBytes = (parameters + encoder.parameters + decoder.parameters + image.parameters) * bytesPerWeight;
    return cost;
}

double SvcCost::seconds(const SvcRate& rate) const
{
    return ((operations - attention) / rate.layers + attention / rate.attention) * 1e-9;
}

Json toJson(const SvcCost& cost)
{
    return {{"network_calls", cost.calls}, {"steps", cost.steps}, {"frames", cost.frames}, {"operations", cost.operations},
            {"operations_per_step", cost.stepOperations}, {"weight_bytes", cost.weightBytes}, {"work_bytes", cost.workBytes},
            {"memory_bytes", cost.weightBytes + cost.workBytes}};
}

Json toJson(const SvcCost& cost, const SvcRate& rate)
{
    Json json = toJson(cost);
    const double seconds = cost.seconds(rate);
    json["machine_gflops"] = rate.products;
    json["share_of_peak"] = cost.operations * 1e-9 / (seconds * rate.products);
    json["seconds"] = seconds;
    json["seconds_per_frame"] = cost.frames ? seconds / cost.frames : 0;
    return json;
}

} // namespace w2v::nn
