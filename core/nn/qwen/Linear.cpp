#include "core/nn/qwen/LinearTorch.h"

#include <algorithm>

#include "core/nn/ops/OpsTorch.h"

namespace w2v::nn {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Calls visit(first row, rows as x's type) for pieces of the weight that fit the processor's cache.
template <class Visit>
void forEachWidened(const at::Tensor& weight, const at::TensorOptions& options, const Visit& visit)
{
    constexpr std::int64_t kPieceElements = 1 << 18;
    const std::int64_t inputs = weight.size(1), step = std::clamp<std::int64_t>(kPieceElements / std::max<std::int64_t>(1, inputs), 1, weight.size(0));
    const at::Tensor wide = at::empty({step, inputs}, options);
    for (std::int64_t row = 0; row < weight.size(0); row += step) {
        const std::int64_t count = std::min(step, weight.size(0) - row);
        at::Tensor piece = wide.narrow(0, 0, count);
        piece.copy_(weight.narrow(0, row, count));
        visit(row, piece);
    }
}

class WidenedProduct : public torch::autograd::Function<WidenedProduct> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight)
    {
        at::Tensor y = at::empty({x.size(0), weight.size(0)}, x.options());
        forEachWidened(weight, x.options(), [&](std::int64_t row, const at::Tensor& piece) {
            at::Tensor columns = y.narrow(1, row, piece.size(0));
            at::mm_out(columns, x, piece.t());
        });
        if (context)
            context->save_for_backward({weight});
        return y;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const at::Tensor weight = context->get_saved_variables()[0], &dy = gradients[0];
        at::Tensor dx = at::zeros({dy.size(0), weight.size(1)}, dy.options());
        forEachWidened(weight, dy.options(), [&](std::int64_t row, const at::Tensor& piece) { dx.addmm_(dy.narrow(1, row, piece.size(0)), piece); });
        return {dx, at::Tensor()};
    }
};

bool needsGradient(const at::Tensor& tensor)
{
    return at::GradMode::is_enabled() && tensor.requires_grad();
}

/// y with the additions; y is a fresh result and may be changed in place when nothing is differentiated.
at::Tensor addLowRank(const at::Tensor& y, const at::Tensor& x, const LowRank& low)
{
    const at::Tensor u = at::mm(x.to(low.a.scalar_type()), low.a.t());
    const bool sameType = u.scalar_type() == y.scalar_type();
    const auto added = [&](const at::Tensor& target, const LowRank::Part& part, const at::Tensor& own) {
        return sameType ? at::addmm(target, own, part.b.t(), 1, part.scale) : target + (at::mm(own, part.b.t()) * part.scale).to(target.scalar_type());
    };
    std::int64_t rank = 0;
    const bool graph = needsGradient(y) || needsGradient(u)
                       || std::any_of(low.parts.begin(), low.parts.end(), [](const LowRank::Part& part) { return needsGradient(part.b); });
    if (!graph) {
        for (const LowRank::Part& part : low.parts) {
            at::Tensor columns = y.narrow(1, part.begin, part.rows);
            const at::Tensor own = u.narrow(1, rank, part.rank);
            if (sameType)
                columns.addmm_(own, part.b.t(), 1, part.scale);
            else
                columns.add_(at::mm(own, part.b.t()) * part.scale);
            rank += part.rank;
        }
        return y;
    }
    if (low.parts.size() == 1 && low.parts.front().rows == y.size(1))
        return added(y, low.parts.front(), u);
    // Cut at the parts' borders: the gradient of a split is one concatenation, that of several slices would be as many full matrices.
    std::vector<std::int64_t> widths, ranks;
    std::int64_t column = 0;
    for (const LowRank::Part& part : low.parts) {
        widths.push_back(part.begin - column); // may be 0
        widths.push_back(part.rows);
        ranks.push_back(part.rank);
        column = part.begin + part.rows;
    }
    widths.push_back(y.size(1) - column);
    std::vector<at::Tensor> pieces = y.split_with_sizes(widths, 1);
    const std::vector<at::Tensor> own = u.split_with_sizes(ranks, 1);
    for (std::size_t i = 0; i < low.parts.size(); ++i)
        pieces[2 * i + 1] = added(pieces[2 * i + 1], low.parts[i], own[i]);
    return at::cat(pieces, 1);
}

} // namespace

at::Tensor matrixProduct(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias)
{
    if (weight.scalar_type() == x.scalar_type())
        return affine(x, weight, bias);
    const at::Tensor y = needsGradient(x) ? WidenedProduct::apply(x, weight) : WidenedProduct::forward(nullptr, x, weight);
    return bias.defined() ? y + bias.to(y.scalar_type()) : y;
}

at::Tensor linear(const at::Tensor& x, const LinearWeights& weights)
{
    const at::Tensor y = matrixProduct(x, weights.weight, weights.bias);
    return weights.lowRank ? addLowRank(y, x, *weights.lowRank) : y;
}

at::ScalarType computeType(const at::Tensor& weight)
{
    return weight.device().is_cpu() ? at::kFloat : weight.scalar_type();
}

} // namespace w2v::nn
