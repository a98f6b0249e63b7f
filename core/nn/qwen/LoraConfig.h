#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/Json.h"

namespace w2v::nn {

/// Which linear layers of a model are meant, in the ways peft's adapter_config.json can say it.
struct LoraTargets {
    bool allLinear = false;             ///< every linear layer but the output head
    std::vector<std::string> endings;   ///< whole names or the last parts of names ("q_proj", "mlp.down_proj")
    std::optional<std::string> pattern; ///< a regular expression for the full name
};

/// adapter_config.json of the peft library: low-rank adaptation with y += alpha / r * B(A x).
struct LoraConfig {
    int rank = 8;
    double alpha = 8;
    bool rankStabilised = false; ///< use_rslora: the scale is alpha / sqrt(r)
    LoraTargets targets{.allLinear = false, .endings = {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}, .pattern = {}};
    std::optional<LoraTargets> excluded;
    std::vector<int> layers;                ///< layers_to_transform: only these; empty = all
    std::vector<std::string> layerPatterns; ///< layers_pattern: the names of the lists that `layers` counts in; empty = any
    std::vector<std::pair<std::string, int>> ranks;     ///< rank_pattern: regular expressions for the ends of names; the first that matches
    std::vector<std::pair<std::string, double>> alphas; ///< alpha_pattern
    Json source;                            ///< the file as read: unknown neutral fields survive a save
};

/// Reads and checks. Fields that would change the result in a way that is not supported (modules_to_save, use_dora, bias, ...) are
/// refused by name.
LoraConfig parseLoraConfig(const Json& json, const std::string& subject);

/// `source` with every member written over it.
Json loraConfigToJson(const LoraConfig& config);

/// Asks about layers by their full names ("model.layers.0.self_attn.q_proj", "visual.blocks.1.attn.qkv").
class LoraMatcher {
public:
    /// Compiles the patterns; an Error with `subject` when one is not a regular expression.
    LoraMatcher(const LoraConfig& config, std::string subject);
    ~LoraMatcher();

    bool targets(const std::string& name) const;
    int rank(const std::string& name) const;
    /// alpha / r, or alpha / sqrt(r).
    double scale(const std::string& name) const;

private:
    struct Patterns;
    const LoraConfig& m_config;
    std::unique_ptr<Patterns> m_patterns;
};

} // namespace w2v::nn
