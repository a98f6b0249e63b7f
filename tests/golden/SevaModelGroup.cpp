#include "tests/golden/SevaModelGroup.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/Error.h"
#include "core/nn/svc/SvcPathSamplerTorch.h"
#include "core/worldmodel/svc/Presets.h"
#include "tests/golden/SevaPlanGroup.h"
#include "tests/golden/SevaValues.h"

namespace w2v::golden {

namespace {

namespace fs = std::filesystem;
using namespace w2v::nn;

constexpr double kModule = 2e-5, kVae = 1e-5, kClipInput = 1e-4, kClip = 5e-5, kToy = 1e-5, kSampler = 1e-4, kPicture = 2e-4, kPlucker = 5e-6;

at::Tensor tensorOf(const SafetensorsFile& file, const std::string& name)
{
    const TensorView& view = file.at(name);
    const at::ScalarType type = view.type == TensorType::I64 ? at::kLong : view.type == TensorType::U8 ? at::kByte : at::kFloat;
    at::Tensor tensor = at::empty(view.shape, at::TensorOptions().dtype(type));
    std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
    return tensor;
}

void compare(GroupResult& result, const std::string& name, const at::Tensor& actual, const at::Tensor& expected, double absolute, double relativeToLargest = 0)
{
    if (actual.sizes() != expected.sizes()) {
        result.fail(fmt::format("{}: shape {} instead of {}", name, fmt::join(actual.sizes(), "x"), fmt::join(expected.sizes(), "x")));
        return;
    }
    const double limit = absolute + relativeToLargest * expected.to(at::kDouble).abs().max().item<double>();
    const double largest = (actual.to(at::kDouble) - expected.to(at::kDouble)).abs().max().item<double>();
    if (largest <= limit)
        ++result.passed;
    else
        result.fail(fmt::format("{}: differs by {:.3g}, allowed {:.3g}", name, largest, limit));
}

/// Compares whatever the file holds as <prefix><module>; the file may hold only the first rows of dimension 1.
SvcProbe comparing(GroupResult& result, const SafetensorsFile& file, const std::string& title, const std::string& prefix, double tolerance)
{
    return [&result, &file, title, prefix, tolerance](const std::string& name, const at::Tensor& value) {
        if (!file.find(prefix + name))
            return;
        const at::Tensor expected = tensorOf(file, prefix + name);
        const bool part = expected.dim() == value.dim() && value.dim() == 3 && expected.size(1) < value.size(1);
        compare(result, title + prefix + name, part ? value.narrow(1, 0, expected.size(1)) : value, expected, tolerance);
    };
}

std::unique_ptr<SvcUNet> loadUNet(const fs::path& folder)
{
    auto net = std::make_unique<SvcUNet>(parseSvcUNet(readJson(folder / "config.json"), "config.json"));
    loadTensors(net->slots(), SafetensorsFile::open(folder / "model.safetensors"), {});
    return net;
}

std::unique_ptr<SvcVae> loadVae(const fs::path& folder)
{
    auto vae = std::make_unique<SvcVae>(parseSvcVae(readJson(folder / "config.json"), "config.json"));
    loadTensors(vae->slots(), SafetensorsFile::open(folder / "diffusion_pytorch_model.safetensors"), {});
    return vae;
}

std::unique_ptr<SvcClip> loadClip(const fs::path& folder)
{
    auto clip = std::make_unique<SvcClip>(parseSvcClip(readJson(folder / "config.json"), "config.json"));
    LoadOptions options;
    options.onlyPrefix = "visual.";
    loadTensors(clip->slots(), SafetensorsFile::open(folder / "open_clip_model.safetensors"), options);
    return clip;
}

void checkStepEmbedding(const fs::path& path, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(path);
    for (const TensorView& tensor : file.tensors())
        if (tensor.name.starts_with("emb_"))
            compare(result, path.filename().string() + " " + tensor.name, svcStepEmbedding(tensorOf(file, "t"), tensor.shape[1]), tensorOf(file, tensor.name), kModule);
}

void checkUNet(const fs::path& folder, GroupResult& result)
{
    const auto net = loadUNet(folder);
    for (const fs::path& path : filesNamed(folder, "case", ".safetensors")) {
        const SafetensorsFile file = SafetensorsFile::open(path);
        const std::string name = folder.filename().string() + "/" + path.filename().string() + " ";
        const at::Tensor output = net->forward(tensorOf(file, "x"), tensorOf(file, "t"), tensorOf(file, "y"), tensorOf(file, "dense_y"),
                                               static_cast<std::int64_t>(numberOf(file, "num_frames")), comparing(result, file, name, "act:", kModule));
        compare(result, name + "output", output, tensorOf(file, "output"), kModule);
    }
}

/// The names that other tools give the same tensors must lead to the same slots.
void checkVaeNames(const fs::path& path, SvcVae& vae, GroupResult& result)
{
    const Json entries = readJson(path);
    const TensorSlots slots = vae.slots();
    int wrong = 0;
    for (const Json& entry : entries) {
        const auto slot = std::find_if(slots.begin(), slots.end(), [&](const TensorSlot& s) { return s.name == entry.at("current"); });
        const auto knows = [&](const std::string& name) {
            return slot->name == name || std::find(slot->otherNames.begin(), slot->otherNames.end(), name) != slot->otherNames.end();
        };
        if (slot == slots.end() || !knows(entry.at("deprecated").get<std::string>()) || !knows(entry.at("ldm").get<std::string>()))
            ++wrong;
    }
    compareExactly(result, path.parent_path().filename().string() + "/name_map.json", wrong, 0);
}

void checkVae(const fs::path& folder, GroupResult& result)
{
    const auto vae = loadVae(folder);
    if (fs::exists(folder / "name_map.json"))
        checkVaeNames(folder / "name_map.json", *vae, result);
    for (const fs::path& path : filesNamed(folder, "case", ".safetensors")) {
        const SafetensorsFile file = SafetensorsFile::open(path);
        const std::string name = folder.filename().string() + "/" + path.filename().string() + " ";
        const at::Tensor moments = vae->moments(tensorOf(file, "image"), comparing(result, file, name, "act_enc:", kVae));
        compare(result, name + "moments", moments, tensorOf(file, "moments"), kVae);
        const at::Tensor mean = moments.narrow(1, 0, vae->config().latentChannels);
        if (file.find("mean"))
            compare(result, name + "mean", mean, tensorOf(file, "mean"), kVae);
        if (file.find("latent_scaled"))
            compare(result, name + "latent_scaled", vae->encode(tensorOf(file, "image")), tensorOf(file, "latent_scaled"), kVae);
        compare(result, name + "decoded", vae->decode(tensorOf(file, "z_scaled"), comparing(result, file, name, "act_dec:", kVae)), tensorOf(file, "decoded"), kVae);
        if (file.find("roundtrip"))
            compare(result, name + "roundtrip", vae->decode(vae->encode(tensorOf(file, "image"))), tensorOf(file, "roundtrip"), 2 * kVae);
    }
}

void checkClip(const fs::path& folder, GroupResult& result)
{
    const auto clip = loadClip(folder);
    for (const fs::path& path : filesNamed(folder, "case", ".safetensors")) {
        const SafetensorsFile file = SafetensorsFile::open(path);
        const std::string name = folder.filename().string() + "/" + path.filename().string() + " ";
        const at::Tensor pictures = tensorOf(file, "image_u8").to(at::kFloat) / 255.0 * 2.0 - 1.0;
        if (file.find("preprocessed_every_7th"))
            compare(result, name + "preprocessed", clip->preprocess(pictures).slice(2, 0, c10::nullopt, 7).slice(3, 0, c10::nullopt, 7),
                    tensorOf(file, "preprocessed_every_7th"), kClipInput);
        const at::Tensor embedding = clip->embed(pictures, comparing(result, file, name, "act:", kClip));
        compare(result, name + "embedding", embedding, tensorOf(file, "embedding"), kClip);
        if (file.find("context"))
            compare(result, name + "context", embedding.mean(0, true), tensorOf(file, "context"), kClip);
    }
}

std::vector<bool> maskOf(const SafetensorsFile& file)
{
    std::vector<bool> mask;
    for (const double value : valuesOf(file, "input_frame_mask").data)
        mask.push_back(value != 0);
    return mask;
}

void checkGuider(const fs::path& path, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(path);
    const at::Tensor x = tensorOf(file, "x");
    const std::int64_t frames = x.size(0) / 2;
    for (const auto& [guider, word] : {std::pair{svc::Guider::Vanilla, "vanilla"}, {svc::Guider::Multiview, "multiview"}, {svc::Guider::MultiviewTemporal, "temporal"}}) {
        const std::vector<float> s = svc::guidanceStrengths({guider, numberOf(file, "cfg"), numberOf(file, "cfg_min")}, posesOf(file, "c2w"), lensesOf(file, "K"), maskOf(file));
        const std::string name = path.filename().string() + " ", scale = std::string("scale_") + word, out = std::string("out_") + word;
        if (file.find(scale))
            compareValues(result, name + scale, doubles(s), valuesOf(file, scale).data, 1e-6);
        if (file.find(out))
            compare(result, name + out, svcGuided(x.narrow(0, 0, frames), x.narrow(0, frames, frames), s), tensorOf(file, out), kToy);
    }
}

/// Settings that every sampler file holds.
struct SamplerFile {
    SvcSteps steps;
    svc::Guidance guidance;
    SvcNoise noise;

    explicit SamplerFile(const SafetensorsFile& file)
    {
        const at::Tensor start = tensorOf(file, "x0"), all = tensorOf(file, "noise");
        steps.count = static_cast<int>(all.size(0));
        steps.churn = file.find("s_churn") ? numberOf(file, "s_churn") : 0;
        guidance.guider = static_cast<svc::Guider>(static_cast<int>(numberOf(file, "guider_type")));
        guidance.strength = numberOf(file, "cfg");
        guidance.least = numberOf(file, "cfg_min");
        noise = [start, all](int step) { return step < 0 ? start : all[step]; };
    }
};

void checkToySampler(const fs::path& path, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(path);
    const SamplerFile settings(file);
    const svc::NoiseSchedule schedule = svc::noiseSchedule();
    const at::Tensor replace = tensorOf(file, "replace5"), mu = tensorOf(file, "mu"), after = tensorOf(file, "x_after_step");
    SvcSample sample;
    sample.latents = replace.narrow(1, 0, 4);
    sample.mask = replace.narrow(1, 4, 1);
    sample.guidance = svc::guidanceStrengths(settings.guidance, posesOf(file, "c2w"), lensesOf(file, "K"), maskOf(file));
    const SvcNetwork network = [&](const at::Tensor& u, std::int64_t index, bool conditional) {
        const at::Tensor s = at::tensor({schedule.sigmas[static_cast<std::size_t>(index)]});
        const at::Tensor root = at::sqrt(1 + s * s);
        return (u * root - (conditional ? mu : at::zeros_like(mu))) * s / (1 + s * s);
    };
    double worst = 0;
    const at::Tensor output = svcSample(schedule, settings.steps, sample, network, settings.noise, [&](const SvcStepResult& step) {
        worst = std::max(worst, (step.latents - after[step.step]).abs().max().item<double>());
    });
    const std::string name = path.filename().string() + " ";
    compareValues(result, name + "x_after_step", {worst}, {0}, kToy);
    compare(result, name + "output", output, tensorOf(file, "output"), kToy);
}

/// The path whose cameras the sampler files were centred on.
std::vector<svc::Pose> samplerScene()
{
    return svc::presetPath("orbit", 40, svc::Pose::Identity(), {0, 0, 10}).poses;
}

void checkNetworkSampler(const fs::path& path, const SvcUNet& net, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(path);
    const SamplerFile settings(file);
    const std::string name = path.filename().string() + " ";
    const std::vector<svc::Pose> poses = posesOf(file, "c2w_3x4"), norm = posesOf(file, "norm_c2w");
    const std::vector<svc::Lens> lenses = lensesOf(file, "K");
    const std::vector<bool> isInput = maskOf(file);
    const double cameraScale = file.find("camera_scale") ? numberOf(file, "camera_scale") : 2.0;
    const std::vector<svc::Pose> scaled = svc::scaledPoses(poses, svc::referenceScale(samplerScene(), poses.front(), static_cast<float>(cameraScale)));
    compareValues(result, name + "norm_c2w", numbersOf(scaled), numbersOf(norm), 1e-5);

    const at::Tensor start = tensorOf(file, "x0"), latents = tensorOf(file, "latents5"), clip = tensorOf(file, "clip_embed"), recorded = tensorOf(file, "plucker");
    const std::int64_t frames = start.size(0), h = start.size(2), w = start.size(3);
    const std::vector<float> rays = svc::pluckerCoordinates(scaled, lenses, static_cast<int>(w), static_cast<int>(h));
    at::Tensor plucker = at::empty({frames, 6, h, w});
    std::memcpy(plucker.data_ptr(), rays.data(), rays.size() * sizeof(float));
    compare(result, name + "plucker", plucker, recorded, kPlucker);

    SvcSample sample;
    at::Tensor replace = at::zeros({frames, 5, h, w});
    for (std::int64_t i = 0, next = 0; i < frames; ++i)
        if (isInput[static_cast<std::size_t>(i)])
            replace[i].copy_(latents[next++]);
    sample.latents = replace.narrow(1, 0, 4);
    sample.mask = replace.narrow(1, 4, 1);
    sample.guidance = svc::guidanceStrengths(settings.guidance, scaled, lenses, isInput);
    const at::Tensor row = clip.view({1, 1, -1}).expand({frames, 1, clip.size(0)}).contiguous();
    std::vector<at::Tensor> inputs, outputs;
    const SvcNetwork network = [&](const at::Tensor& x, std::int64_t index, bool conditional) {
        const at::Tensor input = at::cat({x, conditional ? sample.mask : at::zeros_like(sample.mask), recorded}, 1);
        if (inputs.size() < 2) {
            inputs.push_back(input);
            if (file.find("net_t_step0"))
                compareValues(result, name + "net_t_step0", {static_cast<double>(index)}, {numberOf(file, "net_t_step0")}, 0);
        }
        return net.forward(input, at::full({frames}, index, at::kLong), conditional ? row : at::zeros_like(row), recorded, frames);
    };
    const at::Tensor after = tensorOf(file, "x_after_step");
    std::vector<double> levels;
    const at::Tensor output = svcSample(svc::noiseSchedule(), settings.steps, sample, network, settings.noise, [&](const SvcStepResult& step) {
        levels.push_back(step.level);
        if (step.step == 0)
            outputs = {step.unconditional, step.conditional};
        compare(result, fmt::format("{}x_after_step {}", name, step.step), step.latents, after[step.step], 0, kSampler);
    });
    compare(result, name + "net_x_step0", at::cat(inputs), tensorOf(file, "net_x_step0"), kModule);
    compare(result, name + "denoised_uc_c_step0", at::cat(outputs), tensorOf(file, "denoised_uc_c_step0"), 0, kSampler);
    if (file.find("sigma_hat"))
        compareValues(result, name + "sigma_hat", levels, valuesOf(file, "sigma_hat").data, 0, 1e-6);
    compare(result, name + "output", output, tensorOf(file, "output"), 0, kSampler);
}

/// sampler_a_vanilla.safetensors belongs to net_a.
void checkNetworkSamplers(const fs::path& path, GroupResult& result)
{
    const std::string rest = path.filename().string().substr(8), letter = rest.substr(0, rest.find('_'));
    const fs::path net = path.parent_path() / ("net_" + letter);
    if (!fs::exists(net / "config.json"))
        throw Error(path.string(), "there is no network net_" + letter);
    checkNetworkSampler(path, *loadUNet(net), result);
}

/// The networks of a complete run: of each kind the first folder that fits the recorded sizes.
SvcNetworks networksFor(const fs::path& folder, const SafetensorsFile& file, const std::string& prefix)
{
    const std::int64_t context = file.at(prefix + "fw0/c_crossattn_row").shape.back();
    SvcNetworks networks;
    for (const fs::path& net : filesNamed(folder, "net_", ""))
        if (!networks.unet && parseSvcUNet(readJson(net / "config.json"), "config.json").contextWidth == context)
            networks.unet = loadUNet(net);
    for (const fs::path& clip : filesNamed(folder, "clip_", ""))
        if (!networks.clip && fs::is_directory(clip) && parseSvcClip(readJson(clip / "config.json"), "config.json").embedding == context)
            networks.clip = loadClip(clip);
    for (const fs::path& vae : filesNamed(folder, "vae_", ""))
        if (!networks.vae && fs::is_directory(vae))
            networks.vae = loadVae(vae);
    if (!networks.unet || !networks.vae || !networks.clip)
        throw Error(folder.string(), "it does not hold a network, an autoencoder and an image encoder that fit the complete run");
    return networks;
}

svc::Guidance guidanceFor(const Json& options, std::size_t pass)
{
    const auto of = [&](const Json& value) { return value.is_array() ? value.at(std::min(pass, value.size() - 1)) : value; };
    return {static_cast<svc::Guider>(of(options.at("guider_types")).get<int>()), of(options.at("cfg")).get<double>(), options.at("cfg_min").get<double>()};
}

void checkComplete(const fs::path& json, GroupResult& result)
{
    const Json one = readJson(json);
    const SafetensorsFile file = SafetensorsFile::open(fs::path(json).replace_extension(".safetensors"));
    const std::string prefix = one.at("case").get<std::string>() + "/", name = json.filename().string() + " ";
    const SvcNetworks networks = networksFor(json.parent_path(), file, prefix);
    const svc::PathRequest request = sevaPathRequest(one, file);
    const svc::PathPlan plan = svc::planPath(request);
    const Json& options = one.at("options");
    SvcPathOptions settings;
    settings.steps.count = options.at("num_steps").get<int>();
    settings.guidance[0] = guidanceFor(options, 0);
    settings.guidance[1] = guidanceFor(options, 1);

    const TensorView& scene = file.at(prefix + "scene_rgb_u8");
    ColorImage picture(static_cast<int>(scene.shape[1]), static_cast<int>(scene.shape[0]));
    std::memcpy(picture.data(), scene.bytes.data(), std::min(scene.bytes.size(), picture.bytes()));
    const auto [width, height] = svc::sizeForShortSide(picture.width(), picture.height(), options.at("L_short").get<int>());
    const at::Tensor input = svcTensor(svc::fitPicture(picture, svc::planFit(picture.width(), picture.height(), width, height)));
    SvcPathSampler sampler(networks, plan, {input}, settings, [&](std::size_t call, int step, at::IntArrayRef) {
        const std::string fw = fmt::format("{}fw{}/", prefix, call);
        return step < 0 ? tensorOf(file, fw + "x0") : tensorOf(file, fw + "noise")[step];
    });
    const at::Tensor expected = tensorOf(file, prefix + "final_rgb");
    compare(result, name + "input", input, expected[0], kPicture);
    for (std::size_t call = 0; call < plan.calls.size(); ++call) {
        const std::string fw = fmt::format("{}fw{}/", prefix, call);
        sampler.run(call, [](int) {}, [] {}, [&](const std::string& what, const at::Tensor& value) {
            if (what == "plucker")
                compare(result, name + fw + what, value, tensorOf(file, fw + "plucker"), kPlucker);
            else if (what == "replace")
                compare(result, name + fw + what, value, tensorOf(file, fw + "c_replace"), 0, kSampler);
            else if (what == "context")
                compare(result, name + fw + what, value, tensorOf(file, fw + "c_crossattn_row"), kClip);
            else if (what == "latents")
                compare(result, name + fw + what, value, tensorOf(file, fw + "samples_z"), 0, kSampler);
        });
    }
    for (int i = 0; i < plan.targets; ++i)
        compare(result, fmt::format("{}final_rgb {}", name, i + 1), sampler.picture({svc::FrameName::Kind::Target, i}), expected[i + request.inputs], kPicture);
}

} // namespace

void checkSevaModels(const fs::path& folder, GroupResult& result)
{
    const at::NoGradGuard noGrad;
    const auto each = [&](const std::string& prefix, const std::string& suffix, auto check) {
        for (const fs::path& file : filesNamed(folder, prefix, suffix)) {
            try {
                check(file, result);
            } catch (const std::exception& error) {
                result.fail(file.filename().string() + ": " + error.what());
            }
        }
    };
    const auto folders = [](auto check) {
        return [check](const fs::path& path, GroupResult& to) {
            if (fs::is_directory(path))
                check(path, to);
        };
    };
    each("timestep_embedding", ".safetensors", checkStepEmbedding);
    each("net_", "", folders(checkUNet));
    each("vae_", "", folders(checkVae));
    each("clip_", "", folders(checkClip));
    each("guider_", ".safetensors", checkGuider);
    each("sampler_toy", ".safetensors", checkToySampler);
    each("sampler_", ".safetensors", [&](const fs::path& file, GroupResult& to) {
        if (!file.filename().string().starts_with("sampler_toy"))
            checkNetworkSamplers(file, to);
    });
    each("e2e", ".json", checkComplete);
}

} // namespace w2v::golden
