#include "tests/golden/QwenModelGroup.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/nn/qwen/GeneratorTorch.h"
#include "tests/golden/GoldenModel.h"
#include "tests/golden/QwenLoraGroup.h"

namespace w2v::golden {

namespace {

namespace fs = std::filesystem;
using nn::Segment;

/// What a model's own folder says about it.
class ModelCheck {
public:
    explicit ModelCheck(GoldenModel& model) : m_model(model) {}

    void run()
    {
        std::vector<fs::path> files;
        for (const fs::directory_entry& entry : fs::directory_iterator(m_model.folder()))
            files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const fs::path& file : files) {
            const std::string name = file.filename().string();
            if (file.extension() != ".safetensors")
                continue;
            m_model.guarded(name, [&] {
                if (name.starts_with("vision_"))
                    checkVision(file);
                else if (name.starts_with("llm_"))
                    checkLanguage(file);
                else if (name == "generate.safetensors")
                    checkGeneration(file);
                else if (name == "loss_grads.safetensors" && m_model.weights().flat.scalar_type() == at::kFloat)
                    checkGradients(file);
            });
        }
    }

private:
    void checkVision(const fs::path& path)
    {
        const at::NoGradGuard noGrad;
        const SafetensorsFile file = SafetensorsFile::open(path);
        const std::vector<VisionGrid> grids = gridsOf(file, "image_grid_thw");
        const nn::VisionPlan plan = nn::planVision(m_model.config(), grids);
        std::map<std::string, at::Tensor> stages;
        nn::visionForward(m_model.config(), m_model.weights(), plan, m_model.pixelsOf(grids), [&](const std::string& name, const at::Tensor& value) { stages[name] = value; });
        for (const auto& [name, value] : stages)
            if (file.find(name))
                m_model.compare(path.filename().string() + " " + name, value, tensorOf(file, name), 1e-4);
    }

    void checkLanguage(const fs::path& path)
    {
        const at::NoGradGuard noGrad;
        const std::string name = path.filename().string() + " ";
        const SafetensorsFile file = SafetensorsFile::open(path);
        std::vector<std::int64_t> places;
        const nn::ModelBatch batch = m_model.batchOf(file, "", places);
        const at::Tensor index = at::tensor(places);
        m_model.compare(name + "position_ids", batch.positions, tensorOf(file, "position_ids").view({3, -1}).index_select(1, index), 0);
        const auto expected = [&](const std::string& tensor) {
            const at::Tensor whole = tensorOf(file, tensor);
            return whole.view({-1, whole.size(2)}).index_select(0, index);
        };
        const nn::ModelOutput output = nn::modelForward(m_model.config(), m_model.weights(), batch, {nullptr, {}, [&](const std::string& stage, const at::Tensor& value) {
            if (file.find("hidden." + stage))
                m_model.compare(name + stage, value, expected("hidden." + stage), 1e-4);
        }});
        m_model.compare(name + "logits", nn::logitsOf(m_model.weights(), output.hidden), expected("logits"), 2e-4);
    }

    void checkGeneration(const fs::path& path)
    {
        const SafetensorsFile file = SafetensorsFile::open(path);
        for (const Json& one : readJson(m_model.folder() / "generate.json")) {
            const std::string name = one.at("name").get<std::string>();
            std::vector<std::int64_t> places;
            const nn::ModelBatch batch = m_model.batchOf(file, name + ".", places);
            const at::Tensor ids = tensorOf(file, name + ".input_ids"), tokens = tensorOf(file, name + ".new_tokens");
            nn::DecodeSettings settings;
            settings.maxNewTokens = one.at("max_new_tokens").get<int>();
            settings.rules.repetitionPenalty = one.at("repetition_penalty").get<double>();
            if (!one.at("eos_token_id").is_null())
                settings.endTokens = one.at("eos_token_id").get<std::vector<std::int64_t>>();
            const bool raw = file.find(name + ".step_logits") != nullptr;
            if (raw)
                settings.onLogits = [&](int step, const at::Tensor& logits) {
                    m_model.compare(fmt::format("generate {} step {}", name, step), logits, tensorOf(file, name + ".step_logits").select(1, step), 2e-4);
                };
            std::vector<std::vector<std::int64_t>> seen;
            for (std::int64_t b = 0; b < ids.size(0); ++b)
                seen.push_back(numbers(ids[b]));
            const std::vector<nn::DecodedRow> rows = nn::decode(m_model.config(), m_model.weights(), batch, settings, seen);
            const Json generation = fs::exists(m_model.folder() / "generation_config.json") ? readJson(m_model.folder() / "generation_config.json") : Json::object();
            const std::int64_t pad = generation.value("pad_token_id", std::int64_t{0});
            for (std::size_t b = 0; b < rows.size(); ++b) {
                std::vector<std::int64_t> got = rows[b].tokens;
                const std::vector<std::int64_t> want = numbers(tokens[static_cast<std::int64_t>(b)]);
                got.resize(std::max(got.size(), want.size()), pad);
                m_model.check(got == want, fmt::format("generate {} row {}: tokens {} instead of {}", name, b, fmt::join(got, " "), fmt::join(want, " ")));
            }
        }
    }

    void checkGradients(const fs::path& path)
    {
        const SafetensorsFile file = SafetensorsFile::open(path);
        std::vector<std::int64_t> places;
        const nn::ModelBatch batch = m_model.batchOf(file, "", places);
        const at::Tensor labels = tensorOf(file, "labels").view({-1}).index_select(0, at::tensor(places));
        at::Tensor gradient = at::empty_like(m_model.weights().flat);
        const nn::QwenWeights trained = m_model.weights().trainable(m_model.config(), gradient);
        const nn::LearnedTokens learned = nn::learnedTokens(batch, labels);
        const nn::ModelOutput output = nn::modelForward(m_model.config(), trained, batch, {nullptr, learned.rows, {}});
        const at::Tensor loss = nn::languageLoss(trained, output.hidden, learned);
        torch::autograd::backward({loss}, {});
        m_model.compare("loss", loss.detach().view({1}), tensorOf(file, "loss"), 1e-5);
        m_model.compare("total_grad_norm", gradient.to(at::kDouble).norm().view({1}), tensorOf(file, "total_grad_norm"), 0, 1e-5);
        nn::QwenWeights gradients = nn::QwenWeights::over(m_model.config(), gradient);
        Json norms;
        if (fs::exists(m_model.folder() / "grad_norms.json"))
            norms = readJson(m_model.folder() / "grad_norms.json");
        for (const nn::HubTensor& tensor : nn::hubTensors(m_model.config(), gradients)) {
            if (file.find("grad." + tensor.name))
                m_model.compare("grad " + tensor.name, tensor.view.reshape(tensor.shape), tensorOf(file, "grad." + tensor.name), 1e-5, 1e-4);
            if (norms.contains(tensor.name))
                m_model.compare("norm of grad " + tensor.name, tensor.view.to(at::kDouble).norm().view({1}), at::tensor({norms[tensor.name].get<double>()}), 2e-6, 1e-5);
        }
    }

    GoldenModel& m_model;
};

} // namespace

void checkQwenModel(const fs::path& folder, GroupResult& result, WeightType weights)
{
    const at::ScalarType type = weights == WeightType::Float32 ? at::kFloat : weights == WeightType::BFloat16 ? at::kBFloat16 : at::kHalf;
    // The folder's own model and those in folders below it, whatever their names; adapters lie below the model they belong to.
    std::vector<fs::path> models;
    if (fs::exists(folder / "config.json"))
        models.push_back(folder);
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        if (entry.is_directory() && fs::exists(entry.path() / "config.json"))
            models.push_back(entry.path());
    std::sort(models.begin(), models.end());
    for (const fs::path& sub : models) {
        const std::string prefix = sub == folder ? "" : sub.filename().string() + '/';
        try {
            GoldenModel model(sub, fs::exists(sub / "preprocess.safetensors") ? sub : folder, prefix, result, type);
            ModelCheck(model).run();
            checkQwenLora(model, result);
        } catch (const std::exception& error) {
            result.fail(prefix + error.what());
        }
    }
}

} // namespace w2v::golden
