#include "tests/golden/GoldenModel.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v::golden {

at::Tensor tensorOf(const SafetensorsFile& file, const std::string& name)
{
    const TensorView& view = file.at(name);
    const at::ScalarType type = view.type == TensorType::I64 ? at::kLong : view.type == TensorType::I32 ? at::kInt : at::kFloat;
    at::Tensor tensor = at::empty(view.shape, at::TensorOptions().dtype(type));
    std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
    return tensor;
}

std::vector<std::int64_t> numbers(const at::Tensor& tensor)
{
    const at::Tensor flat = tensor.to(at::kLong).contiguous().view({-1});
    return {flat.data_ptr<std::int64_t>(), flat.data_ptr<std::int64_t>() + flat.numel()};
}

std::vector<VisionGrid> gridsOf(const SafetensorsFile& file, const std::string& name)
{
    std::vector<VisionGrid> grids;
    if (!file.find(name))
        return grids;
    const std::vector<std::int64_t> values = numbers(tensorOf(file, name));
    for (std::size_t i = 0; i + 2 < values.size(); i += 3)
        grids.push_back({values[i], values[i + 1], values[i + 2]});
    return grids;
}

GoldenModel::GoldenModel(const std::filesystem::path& folder, const std::filesystem::path& pixels, std::string prefix, GroupResult& result,
                         at::ScalarType type)
    : m_folder(folder), m_prefix(std::move(prefix)), m_result(result), m_model(nn::loadQwenCheckpoint(folder, type))
{
    if (!std::filesystem::exists(pixels / "preprocess.safetensors"))
        return;
    const SafetensorsFile file = SafetensorsFile::open(pixels / "preprocess.safetensors");
    for (const TensorView& view : file.tensors())
        if (view.name.ends_with(".pixel_values")) {
            const std::string image = view.name.substr(0, view.name.size() - 13);
            m_pixels.push_back({gridsOf(file, image + ".image_grid_thw").front(), tensorOf(file, view.name)});
        }
}

at::Tensor GoldenModel::pixelsOf(const std::vector<VisionGrid>& grids) const
{
    std::vector<at::Tensor> parts;
    for (const VisionGrid& grid : grids) {
        const auto it = std::find_if(m_pixels.begin(), m_pixels.end(), [&](const Pixels& p) { return p.grid == grid; });
        if (it == m_pixels.end())
            throw Error("preprocess.safetensors", fmt::format("no pixel values of the grid {}x{}x{}", grid.t, grid.h, grid.w));
        parts.push_back(it->values);
    }
    return at::cat(parts, 0);
}

nn::ModelBatch GoldenModel::batchOf(const SafetensorsFile& file, const std::string& prefix, std::vector<std::int64_t>& places) const
{
    const at::Tensor ids = tensorOf(file, prefix + "input_ids");
    const at::Tensor mask = file.find(prefix + "attention_mask") ? tensorOf(file, prefix + "attention_mask") : at::ones_like(ids);
    const std::vector<VisionGrid> grids = gridsOf(file, prefix + "image_grid_thw");
    std::size_t nextGrid = 0;
    std::vector<nn::TokenRow> rows;
    for (std::int64_t b = 0; b < ids.size(0); ++b) {
        nn::TokenRow row;
        for (std::int64_t t = 0; t < ids.size(1); ++t) {
            if (!mask[b][t].item<std::int64_t>())
                continue;
            const auto id = ids[b][t].item<std::int64_t>();
            if (id == config().imageToken && !row.ids.empty() && row.ids.back() == config().visionStartToken)
                row.images.push_back(grids.at(nextGrid++));
            row.ids.push_back(id);
            places.push_back(b * ids.size(1) + t);
        }
        rows.push_back(std::move(row));
    }
    nn::ModelBatch batch = nn::packRows(config(), rows);
    if (!grids.empty())
        batch.pixelValues = pixelsOf(grids);
    return batch;
}

void GoldenModel::compare(const std::string& name, const at::Tensor& actual, const at::Tensor& expected, double absolute, double relativeToLargest)
{
    if (actual.sizes() != expected.sizes()) {
        check(false, name + ": another shape");
        return;
    }
    const double limit = absolute + relativeToLargest * expected.abs().max().item<double>();
    const double largest = expected.numel() ? (actual.to(at::kFloat) - expected.to(at::kFloat)).abs().max().item<double>() : 0;
    check(largest <= limit, fmt::format("{}: differs by {:.3g}, allowed {:.3g}", name, largest, limit));
}

void GoldenModel::check(bool passed, const std::string& message)
{
    if (passed)
        ++m_result.passed;
    else
        m_result.fail(m_prefix + message);
}

void GoldenModel::guarded(const std::string& name, const std::function<void()>& part)
{
    try {
        part();
    } catch (const std::exception& error) {
        m_result.fail(m_prefix + name + ": " + error.what());
    }
}

} // namespace w2v::golden
