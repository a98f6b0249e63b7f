#include "tests/golden/QwenModelGroup.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "core/nn/TorchPch.h"

#include "core/base/Error.h"
#include "core/base/Safetensors.h"
#include "core/nn/qwen/GeneratorTorch.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/nn/qwen/QwenModelTorch.h"

namespace w2v::golden {

namespace {

namespace fs = std::filesystem;
using nn::Segment;

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

/// One model with the pixel values that its cases refer to.
class ModelCheck {
public:
    ModelCheck(const fs::path& folder, const fs::path& pixels, std::string prefix, GroupResult& result)
        : m_folder(folder), m_prefix(std::move(prefix)), m_result(result), m_model(nn::loadQwenCheckpoint(folder))
    {
        if (!fs::exists(pixels / "preprocess.safetensors"))
            return;
        const SafetensorsFile file = SafetensorsFile::open(pixels / "preprocess.safetensors");
        for (const TensorView& view : file.tensors())
            if (view.name.ends_with(".pixel_values")) {
                const std::string image = view.name.substr(0, view.name.size() - 13);
                m_pixels.push_back({gridsOf(file, image + ".image_grid_thw").front(), tensorOf(file, view.name)});
            }
    }

    void run()
    {
        std::vector<fs::path> files;
        for (const fs::directory_entry& entry : fs::directory_iterator(m_folder))
            files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const fs::path& file : files) {
            const std::string name = file.filename().string();
            if (file.extension() != ".safetensors")
                continue;
            try {
                if (name.starts_with("vision_"))
                    checkVision(file);
                else if (name.starts_with("llm_"))
                    checkLanguage(file);
                else if (name == "generate.safetensors")
                    checkGeneration(file);
                else if (name == "loss_grads.safetensors")
                    checkGradients(file);
            } catch (const std::exception& error) {
                m_result.fail(m_prefix + name + ": " + error.what());
            }
        }
    }

private:
    struct Pixels {
        VisionGrid grid;
        at::Tensor values;
    };

    at::Tensor pixelsOf(const std::vector<VisionGrid>& grids) const
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

    void compare(const std::string& name, const at::Tensor& actual, const at::Tensor& expected, double absolute, double relativeToLargest = 0)
    {
        if (actual.sizes() != expected.sizes()) {
            m_result.fail(fmt::format("{}{}: another shape", m_prefix, name));
            return;
        }
        const double limit = absolute + relativeToLargest * expected.abs().max().item<double>();
        const double largest = expected.numel() ? (actual.to(at::kFloat) - expected.to(at::kFloat)).abs().max().item<double>() : 0;
        if (largest <= limit)
            ++m_result.passed;
        else
            m_result.fail(fmt::format("{}{}: differs by {:.3g}, allowed {:.3g}", m_prefix, name, largest, limit));
    }

    void checkVision(const fs::path& path)
    {
        const at::NoGradGuard noGrad;
        const SafetensorsFile file = SafetensorsFile::open(path);
        const std::vector<VisionGrid> grids = gridsOf(file, "image_grid_thw");
        const nn::VisionPlan plan = nn::planVision(m_model.config, grids);
        std::map<std::string, at::Tensor> stages;
        nn::visionForward(m_model.config, m_model.weights, plan, pixelsOf(grids), [&](const std::string& name, const at::Tensor& value) { stages[name] = value; });
        for (const auto& [name, value] : stages)
            if (file.find(name))
                compare(path.filename().string() + " " + name, value, tensorOf(file, name), 1e-4);
    }

    /// Attended tokens of a padded batch, packed; `places` receives their flat positions in the padded batch.
    nn::ModelBatch batchOf(const SafetensorsFile& file, const std::string& prefix, std::vector<std::int64_t>& places) const
    {
        const at::Tensor ids = tensorOf(file, prefix + "input_ids"), mask = tensorOf(file, prefix + "attention_mask");
        const std::vector<VisionGrid> grids = gridsOf(file, prefix + "image_grid_thw");
        std::size_t nextGrid = 0;
        std::vector<nn::TokenRow> rows;
        for (std::int64_t b = 0; b < ids.size(0); ++b) {
            nn::TokenRow row;
            for (std::int64_t t = 0; t < ids.size(1); ++t) {
                if (!mask[b][t].item<std::int64_t>())
                    continue;
                const auto id = ids[b][t].item<std::int64_t>();
                if (id == m_model.config.imageToken && row.ids.back() == m_model.config.visionStartToken)
                    row.images.push_back(grids.at(nextGrid++));
                row.ids.push_back(id);
                places.push_back(b * ids.size(1) + t);
            }
            rows.push_back(std::move(row));
        }
        nn::ModelBatch batch = nn::packRows(m_model.config, rows);
        if (!grids.empty())
            batch.pixelValues = pixelsOf(grids);
        return batch;
    }

    void checkLanguage(const fs::path& path)
    {
        const at::NoGradGuard noGrad;
        const std::string name = path.filename().string() + " ";
        const SafetensorsFile file = SafetensorsFile::open(path);
        std::vector<std::int64_t> places;
        const nn::ModelBatch batch = batchOf(file, "", places);
        const at::Tensor index = at::tensor(places);
        compare(name + "position_ids", batch.positions, tensorOf(file, "position_ids").view({3, -1}).index_select(1, index), 0);
        const auto expected = [&](const std::string& tensor) {
            const at::Tensor whole = tensorOf(file, tensor);
            return whole.view({-1, whole.size(2)}).index_select(0, index);
        };
        const nn::ModelOutput output = nn::modelForward(m_model.config, m_model.weights, batch, {nullptr, {}, [&](const std::string& stage, const at::Tensor& value) {
            if (file.find("hidden." + stage))
                compare(name + stage, value, expected("hidden." + stage), 1e-4);
        }});
        compare(name + "logits", nn::logitsOf(m_model.weights, output.hidden), expected("logits"), 2e-4);
    }

    void checkGeneration(const fs::path& path)
    {
        const SafetensorsFile file = SafetensorsFile::open(path);
        for (const Json& one : readJson(m_folder / "generate.json")) {
            const std::string name = one.at("name").get<std::string>();
            std::vector<std::int64_t> places;
            const nn::ModelBatch batch = batchOf(file, name + ".", places);
            const at::Tensor ids = tensorOf(file, name + ".input_ids"), tokens = tensorOf(file, name + ".new_tokens");
            nn::DecodeSettings settings;
            settings.maxNewTokens = one.at("max_new_tokens").get<int>();
            settings.rules.repetitionPenalty = one.at("repetition_penalty").get<double>();
            if (!one.at("eos_token_id").is_null())
                settings.endTokens = one.at("eos_token_id").get<std::vector<std::int64_t>>();
            const bool raw = file.find(name + ".step_logits") != nullptr;
            if (raw)
                settings.onLogits = [&](int step, const at::Tensor& logits) {
                    compare(fmt::format("generate {} step {}", name, step), logits, tensorOf(file, name + ".step_logits").select(1, step), 2e-4);
                };
            std::vector<std::vector<std::int64_t>> seen;
            for (std::int64_t b = 0; b < ids.size(0); ++b)
                seen.push_back(numbers(ids[b]));
            const std::vector<nn::DecodedRow> rows = nn::decode(m_model.config, m_model.weights, batch, settings, seen);
            const Json generation = fs::exists(m_folder / "generation_config.json") ? readJson(m_folder / "generation_config.json") : Json::object();
            const std::int64_t pad = generation.value("pad_token_id", std::int64_t{0});
            for (std::size_t b = 0; b < rows.size(); ++b) {
                std::vector<std::int64_t> got = rows[b].tokens;
                const std::vector<std::int64_t> want = numbers(tokens[static_cast<std::int64_t>(b)]);
                got.resize(std::max(got.size(), want.size()), pad);
                if (got == want)
                    ++m_result.passed;
                else
                    m_result.fail(fmt::format("{}generate {} row {}: tokens {} instead of {}", m_prefix, name, b, fmt::join(got, " "), fmt::join(want, " ")));
            }
        }
    }

    void checkGradients(const fs::path& path)
    {
        const SafetensorsFile file = SafetensorsFile::open(path);
        std::vector<std::int64_t> places;
        const nn::ModelBatch batch = batchOf(file, "", places);
        const at::Tensor labels = tensorOf(file, "labels").view({-1}).index_select(0, at::tensor(places));
        at::Tensor gradient = at::empty_like(m_model.weights.flat);
        const nn::QwenWeights trained = m_model.weights.trainable(m_model.config, gradient);
        const nn::LearnedTokens learned = nn::learnedTokens(batch, labels);
        const nn::ModelOutput output = nn::modelForward(m_model.config, trained, batch, {nullptr, learned.rows, {}});
        const at::Tensor loss = nn::languageLoss(trained, output.hidden, learned);
        torch::autograd::backward({loss}, {});
        compare("loss", loss.detach().view({1}), tensorOf(file, "loss"), 1e-5);
        compare("total_grad_norm", gradient.to(at::kDouble).norm().view({1}), tensorOf(file, "total_grad_norm"), 0, 1e-5);
        nn::QwenWeights gradients = nn::QwenWeights::over(m_model.config, gradient);
        Json norms;
        if (fs::exists(m_folder / "grad_norms.json"))
            norms = readJson(m_folder / "grad_norms.json");
        for (const nn::HubTensor& tensor : nn::hubTensors(m_model.config, gradients)) {
            if (file.find("grad." + tensor.name))
                compare("grad " + tensor.name, tensor.view.reshape(tensor.shape), tensorOf(file, "grad." + tensor.name), 1e-5, 1e-4);
            if (norms.contains(tensor.name))
                compare("norm of grad " + tensor.name, tensor.view.to(at::kDouble).norm().view({1}), at::tensor({norms[tensor.name].get<double>()}), 2e-6, 1e-5);
        }
    }

    fs::path m_folder;
    std::string m_prefix;
    GroupResult& m_result;
    nn::QwenCheckpoint m_model;
    std::vector<Pixels> m_pixels;
};

} // namespace

void checkQwenModel(const fs::path& folder, GroupResult& result)
{
    for (const auto& [sub, prefix] : {std::pair<fs::path, std::string>{folder, ""}, {folder / "tied", "tied/"}})
        if (fs::exists(sub / "config.json"))
            ModelCheck(sub, folder, prefix, result).run();
    if (fs::exists(folder / "lora"))
        result.fail("lora/: LoRA adapters are not supported yet");
}

} // namespace w2v::golden
