#include "core/nn/svc/SvcFiles.h"

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v::nn {

namespace {

namespace fs = std::filesystem;

/// The first of `names` in `folder` that exists; empty when none does.
fs::path firstOf(const fs::path& folder, std::initializer_list<const char*> names)
{
    for (const char* name : names)
        if (std::error_code error; fs::is_regular_file(folder / name, error))
            return folder / name;
    return {};
}

fs::path required(const fs::path& folder, const std::string& purpose, std::initializer_list<const char*> names)
{
    if (const fs::path found = firstOf(folder, names); !found.empty())
        return found;
    std::string wanted;
    for (const char* name : names)
        wanted += (wanted.empty() ? "" : " or ") + (folder / name).string();
    for (const SvcFileHelp& help : svcFileHelp())
        if (help.purpose == purpose && !help.optional)
            throw Error(folder.string(), fmt::format("the {} is missing: {}", purpose, wanted),
                        fmt::format("Download {} (about {:.1f} GB; {}).", help.source, help.gigabytes, help.licence));
    throw Error(folder.string(), fmt::format("the {} is missing: {}", purpose, wanted));
}

template <class Config>
Config configBeside(const fs::path& weights, std::initializer_list<const char*> names, Config (*parse)(const Json&, const std::string&))
{
    const fs::path file = firstOf(weights.parent_path(), names);
    return file.empty() ? Config{} : parse(readJson(file), file.string());
}

} // namespace

const std::vector<SvcFileHelp>& svcFileHelp()
{
    static const std::vector<SvcFileHelp> help{
        {"network", "modelv1.1.safetensors (or model.safetensors)", "stabilityai/stable-virtual-camera, file modelv1.1.safetensors",
         "Stability AI non-commercial licence; the hub asks you to accept it", 5.1, false},
        {"autoencoder", "vae/diffusion_pytorch_model.safetensors", "stabilityai/stable-diffusion-2-1-base, file vae/diffusion_pytorch_model.safetensors",
         "CreativeML Open RAIL++-M", 0.3, false},
        {"autoencoder", "vae/config.json", "stabilityai/stable-diffusion-2-1-base, file vae/config.json", "CreativeML Open RAIL++-M", 0, true},
        {"image encoder", "clip/open_clip_model.safetensors", "laion/CLIP-ViT-H-14-laion2B-s32B-b79K, file open_clip_model.safetensors", "MIT", 3.9, false},
    };
    return help;
}

std::string svcDownloadHelp()
{
    std::string text = "Stable Virtual Camera needs these files in one folder:\n";
    for (const SvcFileHelp& file : svcFileHelp())
        text += fmt::format("  {:<44} from {}{} ({})\n", file.place, file.source, file.gigabytes > 0 ? fmt::format(", about {:.1f} GB", file.gigabytes) : std::string(),
                            file.licence);
    return text + "The network's licence forbids commercial use, also of the pictures made with it; read it before you download.\n";
}

SvcWeightFiles svcWeightFiles(const fs::path& folder)
{
    if (std::error_code error; folder.empty() || !fs::is_directory(folder, error))
        throw Error(folder.empty() ? "svc_weights" : folder.string(), "there is no folder with the weights of Stable Virtual Camera",
                    "See w2v worldmodel help --model svc for what to download, then give the folder as svc_weights.");
    SvcWeightFiles files;
    files.network = required(folder, "network", {"modelv1.1.safetensors", "model.safetensors"});
    files.vae = required(folder / "vae", "autoencoder", {"diffusion_pytorch_model.safetensors"});
    files.clip = required(folder / "clip", "image encoder", {"open_clip_model.safetensors"});
    files.networkConfig = configBeside(files.network, {"config.json"}, parseSvcUNet);
    files.vaeConfig = configBeside(files.vae, {"config.json"}, parseSvcVae);
    files.clipConfig = configBeside(files.clip, {"config.json", "open_clip_config.json"}, parseSvcClip);
    if (files.vaeConfig.latentChannels != files.networkConfig.outChannels)
        throw Error(files.vae.string(), fmt::format("its latents have {} channels, the network's {}: this is the autoencoder of another model",
                                                    files.vaeConfig.latentChannels, files.networkConfig.outChannels),
                    "Use the autoencoder of Stable Diffusion 2.1.");
    if (files.clipConfig.embedding != files.networkConfig.contextWidth)
        throw Error(files.clip.string(), fmt::format("its embeddings have {} numbers, the network expects {}: this is another image encoder",
                                                     files.clipConfig.embedding, files.networkConfig.contextWidth),
                    "Use OpenCLIP ViT-H/14 (laion2B-s32B-b79K).");
    return files;
}

} // namespace w2v::nn
