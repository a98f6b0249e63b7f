#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace w2v {

/// A sample as the set of its features, hashed.
using Tokens = std::vector<std::uint32_t>;

/// The hashed feature of a name, for example a word or "shift x:3".
std::uint32_t tokenOf(std::string_view name);

/// Multinomial logistic regression over sets of tokens, fitted by AdaGrad (Duchi, Hazan, Singer 2011) with an L2 penalty. The
/// order of the samples is drawn with a fixed seed, so that equal input gives equal weights.
class TokenModel {
public:
    /// classes[i] in 0..classCount - 1 is the class of samples[i].
    TokenModel(std::span<const Tokens> samples, std::span<const int> classes, int classCount);

    /// Probability of each class.
    std::vector<double> probabilities(const Tokens& sample) const;
    int best(const Tokens& sample) const;

private:
    void step(const Tokens& sample, int truth, double penalty);
    std::vector<double> logits(const Tokens& sample) const;

    std::size_t m_classes;
    std::vector<float> m_weights, m_squares; ///< [bucket][class]; the last bucket is the bias
};

/// For each sample the probability of class 1 (of 2) by a model that saw no sample of its group: the groups, scenes for
/// example, are dealt to `folds` parts by their name. Samples of a part whose training rest has one class only get 0.5.
std::vector<double> crossFitted(std::span<const Tokens> samples, std::span<const int> classes, std::span<const std::string> groups,
                                int folds);

/// The part 0..folds - 1 that a group is dealt to.
int foldOf(std::string_view group, int folds);

} // namespace w2v
