#include "app/operations/AppContext.h"

#include <cstdlib>
#include <filesystem>

#include "app/operations/Detached.h"
#include "app/operations/ShippedImaginer.h"
#include "core/base/Error.h"
#include "core/lookahead/LookAhead.h"
#include "core/nn/Runtime.h"
#include "core/nn/SvcFactory.h"
#include "core/nn/inpaint/Inpaint.h"
#include "core/nn/VlmFactory.h"
#include "core/worldmodel/ProcessWorldModels.h"
#include "core/worldmodel/WorldModels.h"
#include "render/gpu/GpuDevice.h"
#include "render/scene/SceneRendererFactory.h"

namespace w2v {

AppContext::AppContext() = default;

AppContext::~AppContext()
{
    if (!m_previews.empty()) {
        std::error_code code;
        std::filesystem::remove_all(m_previews, code);
    }
}

SceneRenderer& AppContext::renderer()
{
    if (!m_renderer) {
        m_device = GpuDevice::create();
        m_renderer = createSceneRenderer(*m_device);
    }
    return *m_renderer;
}

WorldModel& AppContext::worldModel(const std::string& id)
{
    auto& model = m_worldModels[id];
    const auto drawing = [this]() -> SceneRenderer& { return renderer(); }; // made when it is needed
    if (!model && id == "svc")
        model = createSvcWorldModel(drawing);
    else if (!model && id == "process")
        model = createProcessWorldModel(drawing);
    else if (!model && id == "torchscript")
        model = createTorchScriptWorldModel(programFolder() / "w2v-worker", drawing);
    else if (!model) {
        inpainter(); // also for repairs
        model = createWorldModel(id, renderer(), m_inpainter);
    }
    return *model;
}

Inpainter& AppContext::inpainter()
{
    if (!m_inpainter)
        m_inpainter = createLearnedInpainter(shippedImaginer(), "the shipped inpainter");
    return *m_inpainter;
}

LookAhead& AppContext::lookAhead(const std::string& path, const Calibration& calibration, int frame)
{
    std::error_code code;
    const auto changed = std::filesystem::last_write_time(path, code);
    const std::string key = path + '#' + std::to_string(frame) + '#' + (code ? "" : std::to_string(changed.time_since_epoch().count()))
        + calibrationToJson(calibration).dump();
    if (!m_lookAhead || m_lookAheadKey != key) {
        m_lookAhead.reset();
        m_lookAhead = std::make_unique<LookAhead>(renderer(), std::make_shared<Observation>(openObservation(path, calibration)), frame);
        m_lookAheadKey = key;
    }
    return *m_lookAhead;
}

VisionLanguageModel& AppContext::model(const std::string& folder, const ModelOptions& options)
{
    const std::string key = std::filesystem::weakly_canonical(folder).string();
    if (!m_model || m_modelFolder != key || m_modelOptions != options) {
        m_model.reset();
        m_model = loadVisionLanguageModel(folder, options);
        m_modelFolder = key;
        m_modelOptions = options;
    }
    return *m_model;
}

std::string AppContext::deviceName()
{
    try {
        return renderer().deviceName();
    } catch (const Error&) {
        return {};
    }
}

bool AppContext::deviceIsSoftware()
{
    return !deviceName().empty() && renderer().isSoftware();
}

std::vector<std::string> AppContext::warnings()
{
    std::vector<std::string> all;
    if (const BlasReport blas = checkBlas(); !blas.warning.empty())
        all.push_back(blas.warning);
    try {
        if (renderer().isSoftware())
            all.push_back("Views are drawn by the processor (" + renderer().deviceName() + "): correct, but slow.");
    } catch (const Error& e) {
        all.push_back(e.what());
    }
    return all;
}

std::string AppContext::previewFolder()
{
    if (m_previews.empty()) {
        std::string name = (std::filesystem::temp_directory_path() / "w2v-preview-XXXXXX").string();
        if (!mkdtemp(name.data()))
            throw Error(name, "cannot be created", "Set TMPDIR to a folder that may be written");
        m_previews = name;
    }
    // Each request gets a folder of its own, so that pictures of the one before stay valid while they are shown.
    static int request = 0;
    return m_previews + '/' + std::to_string(++request);
}

} // namespace w2v
