#include "tests/golden/QwenLoraGroup.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/nn/train/OptimizerTorch.h"

namespace w2v::golden {

namespace {

namespace fs = std::filesystem;

class AdapterCheck {
public:
    AdapterCheck(GoldenModel& model, const fs::path& folder)
        : m_model(model), m_folder(folder), m_name(folder.filename().string() + ' '), m_lora(nn::loadLora(folder, model.config())),
          m_expected(SafetensorsFile::open(folder / "expected.safetensors"))
    {
    }

    void run()
    {
        m_model.guarded(m_name, [&] { checkScores(); });
        if (m_model.weights().flat.scalar_type() != at::kFloat)
            return; // a merged weight would be rounded
        m_model.guarded(m_name, [&] { checkMerged(); });
        if (fs::exists(m_model.folder() / "loss_grads.safetensors")) {
            m_model.guarded(m_name, [&] { checkGradients(); });
            if (fs::exists(m_folder / "adamw_steps.json"))
                m_model.guarded(m_name, [&] { checkSteps(); });
        }
    }

private:
    nn::ModelBatch promptBatch() const
    {
        std::vector<std::int64_t> places;
        if (m_expected.find("input_ids"))
            return m_model.batchOf(m_expected, "", places);
        return m_model.batchOf(SafetensorsFile::open(m_model.folder() / "llm_one_image.safetensors"), "", places);
    }

    at::Tensor rows(const std::string& name) const
    {
        const at::Tensor whole = tensorOf(m_expected, name);
        return whole.view({-1, whole.size(-1)});
    }

    void checkScores()
    {
        const at::NoGradGuard noGrad;
        const nn::ModelBatch batch = promptBatch();
        const nn::QwenWeights adapted = m_lora.attach(m_model.config(), m_model.weights());
        const nn::ModelOutput output = nn::modelForward(m_model.config(), adapted, batch, {nullptr, {}, [&](const std::string& stage, const at::Tensor& value) {
            if (m_expected.find("hidden_adapter." + stage))
                m_model.compare(m_name + "hidden " + stage, value, rows("hidden_adapter." + stage), 1e-4);
        }});
        m_model.compare(m_name + "logits", nn::logitsOf(adapted, output.hidden), rows("logits_adapter"), 2e-4);
    }

    void checkMerged()
    {
        const at::NoGradGuard noGrad;
        nn::QwenWeights merged = nn::QwenWeights::over(m_model.config(), m_model.weights().flat.clone());
        nn::mergeLora(m_model.config(), merged, m_lora);
        for (const nn::HubTensor& tensor : nn::hubTensors(m_model.config(), merged))
            if (m_expected.find("merged." + tensor.name))
                m_model.compare(m_name + "merged " + tensor.name, tensor.view.reshape(tensor.shape), tensorOf(m_expected, "merged." + tensor.name), 1e-6);
        const nn::ModelOutput output = nn::modelForward(m_model.config(), merged, promptBatch());
        m_model.compare(m_name + "merged logits", nn::logitsOf(merged, output.hidden), rows("logits_merged"), 2e-4);
    }

    /// Mean loss of the training batch with this adapter; its gradient is accumulated into `gradient`.
    double lossAndGradient(const nn::QwenLora& lora, const at::Tensor& gradient) const
    {
        const SafetensorsFile file = SafetensorsFile::open(m_model.folder() / "loss_grads.safetensors");
        std::vector<std::int64_t> places;
        const nn::ModelBatch batch = m_model.batchOf(file, "", places);
        const at::Tensor labels = tensorOf(file, "labels").view({-1}).index_select(0, at::tensor(places));
        const nn::QwenWeights trained = lora.attachTrainable(m_model.config(), m_model.weights(), gradient);
        const nn::LearnedTokens learned = nn::learnedTokens(batch, labels);
        const nn::ModelOutput output = nn::modelForward(m_model.config(), trained, batch, {nullptr, learned.rows, {}});
        const at::Tensor loss = nn::languageLoss(trained, output.hidden, learned);
        torch::autograd::backward({loss}, {});
        return loss.item<double>();
    }

    void checkGradients()
    {
        const at::Tensor gradient = at::empty_like(m_lora.flat);
        const double loss = lossAndGradient(m_lora, gradient);
        if (m_expected.find("train.loss"))
            m_model.compare(m_name + "loss", at::tensor({loss}), tensorOf(m_expected, "train.loss"), 1e-5);
        for (const nn::LoraModule& module : m_lora.over(gradient).modules)
            for (const auto& [part, view] : {std::pair<std::string, at::Tensor>{".lora_A.weight", module.a}, {".lora_B.weight", module.b}})
                if (const std::string name = "train.grad." + module.name + part; m_expected.find(name))
                    m_model.compare(m_name + name, view, tensorOf(m_expected, name), 1e-5, 1e-4);
    }

    void checkSteps()
    {
        const Json steps = readJson(m_folder / "adamw_steps.json");
        nn::QwenLora lora = m_lora.over(m_lora.flat.clone());
        const at::Tensor gradient = at::zeros_like(lora.flat);
        nn::SharedAdamW optimizer;
        optimizer.add(lora.flat, {gradient}, lora.flat.numel());
        nn::AdamWStep settings;
        settings.rate = steps.at("lr").get<float>();
        settings.beta1 = steps.at("beta1").get<float>();
        settings.beta2 = steps.at("beta2").get<float>();
        settings.epsilon = steps.at("eps").get<float>();
        settings.weightDecay = steps.at("weight_decay").get<float>();
        const double limit = steps.at("max_grad_norm").get<double>();
        std::int64_t step = 0;
        for (const Json& expected : steps.at("log")) {
            const std::string name = fmt::format("{}step {} ", m_name, ++step);
            const double loss = lossAndGradient(lora, gradient), norm = std::sqrt(optimizer.sumGradients(0, 1));
            m_model.compare(name + "loss", at::tensor({loss}), at::tensor({expected.at("loss").get<double>()}), 1e-4);
            m_model.compare(name + "gradient norm", at::tensor({norm}), at::tensor({expected.at("grad_norm_before_clip").get<double>()}), 1e-4, 1e-4);
            settings.gradientScale = norm > limit ? static_cast<float>(limit / norm) : 1.0f;
            optimizer.update(0, 1, step, settings);
        }
        if (!fs::exists(m_folder / "adamw_final.safetensors"))
            return;
        const SafetensorsFile last = SafetensorsFile::open(m_folder / "adamw_final.safetensors");
        for (const nn::LoraModule& module : lora.modules)
            for (const auto& [part, view] : {std::pair<std::string, at::Tensor>{".lora_A.weight", module.a}, {".lora_B.weight", module.b}})
                for (const TensorView& tensor : last.tensors())
                    if (tensor.name.ends_with('.' + module.name + part) || tensor.name == module.name + part)
                        m_model.compare(m_name + "final " + module.name + part, view, tensorOf(last, tensor.name), 1e-4);
    }

    GoldenModel& m_model;
    fs::path m_folder;
    std::string m_name;
    nn::QwenLora m_lora;
    SafetensorsFile m_expected;
};

} // namespace

void checkQwenLora(GoldenModel& model, GroupResult& result)
{
    std::vector<fs::path> adapters;
    for (const fs::directory_entry& entry : fs::directory_iterator(model.folder()))
        if (entry.is_directory() && fs::exists(entry.path() / "adapter_config.json"))
            adapters.push_back(entry.path());
    std::sort(adapters.begin(), adapters.end());
    for (const fs::path& folder : adapters) {
        try {
            AdapterCheck(model, folder).run();
        } catch (const std::exception& error) {
            result.fail(folder.filename().string() + ": " + error.what());
        }
    }
}

} // namespace w2v::golden
