#pragma once
#include <filesystem>
#include <functional>
#include <memory>

#include "core/scene/SceneRenderer.h"
#include "core/worldmodel/WorldModel.h"

namespace w2v {

/// Any program that speaks the line protocol of docs/world-model-programs.md. It is started with the first request and kept; when it
/// fails it is ended, the request is one Error, and the next request starts it again.
/// Options: process_command (text, see commandWords(), or list of words), process_silence (seconds it may say nothing, 300),
/// process_memory_gb (address space it may take; none), model_options (an object handed through).
WorldModelInfo processWorldModelInfo();
std::unique_ptr<WorldModel> createProcessWorldModel(std::function<SceneRenderer&()> renderer);

/// A TorchScript file with the signature of docs/world-model-programs.md, run by `worker --torchscript` as such a program: code of others
/// never runs in this process.
/// Options: torchscript_file, torchscript_trusted (must be true: a TorchScript file is code), torchscript_device (auto, cpu, cuda),
/// process_silence, process_memory_gb.
WorldModelInfo torchScriptWorldModelInfo();
std::unique_ptr<WorldModel> createTorchScriptWorldModel(std::filesystem::path worker, std::function<SceneRenderer&()> renderer);

} // namespace w2v
