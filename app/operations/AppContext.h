#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/nn/VlmFactory.h"
#include "core/scene/SceneRenderer.h"
#include "core/scene/calibration/Calibration.h"
#include "core/vlm/VisionLanguageModel.h"
#include "core/worldmodel/Inpainter.h"
#include "core/worldmodel/WorldModel.h"

namespace w2v {

class GpuDevice;
class LookAhead;

/// What a process keeps warm between operations: the Vulkan device, world models, one loaded VLM. Not thread safe: one
/// operation at a time.
class AppContext {
public:
    AppContext();
    ~AppContext();

    /// Creates the Vulkan device on first use. Throws Error when there is none.
    SceneRenderer& renderer();

    /// "mesh", "geometric", "svc", "process" or "torchscript"; throws Error for an unknown id, naming the known ones.
    WorldModel& worldModel(const std::string& id);

    /// The shipped learned inpainter.
    Inpainter& inpainter();

    /// The observation at `path` (or "room:<seed>") made ready to be looked ahead in from a frame; kept until another is asked for,
    /// its calibration or the file changes, because a path is checked again after every edit.
    LookAhead& lookAhead(const std::string& path, const Calibration& calibration, int frame);

    /// The model in `folder`; loading another one, or the same with other options, frees the former.
    VisionLanguageModel& model(const std::string& folder, const ModelOptions& options = {});

    /// "llvmpipe (LLVM 15.0.6, 256 bits)" and whether it is a software driver; empty when there is no Vulkan device.
    std::string deviceName();
    bool deviceIsSoftware();

    /// What the user should know about this machine: a slow BLAS, a software driver, no Vulkan device.
    std::vector<std::string> warnings();

    /// A folder for pictures that are only looked at while a job runs; removed with this object.
    std::string previewFolder();

private:
    std::unique_ptr<GpuDevice> m_device;
    std::unique_ptr<SceneRenderer> m_renderer;
    std::shared_ptr<Inpainter> m_inpainter;
    std::map<std::string, std::unique_ptr<WorldModel>> m_worldModels;
    std::unique_ptr<LookAhead> m_lookAhead;
    std::string m_lookAheadKey;
    std::string m_previews, m_modelFolder;
    ModelOptions m_modelOptions;
    std::unique_ptr<VisionLanguageModel> m_model;
};

} // namespace w2v
