#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/JsonFields.h"
#include "core/base/Rng.h"
#include "core/image/ImageResize.h"
#include "core/nn/Runtime.h"
#include "core/nn/SvcFactory.h"
#include "core/nn/svc/SvcCost.h"
#include "core/nn/svc/SvcFiles.h"
#include "core/nn/svc/SvcPathSamplerTorch.h"
#include "core/worldmodel/Request.h"
#include "core/worldmodel/Seen.h"
#include "core/worldmodel/StartView.h"

namespace w2v {

namespace {

constexpr double kAssumedDepth = 3; ///< metres to what is looked at, where no depth is known
constexpr float kSameLens = 0.02f;  ///< relative difference up to which the given picture is itself the first frame

struct Options {
    std::string weights, type, device, scaleRule, strategy;
    int steps = 50, passes = 0, framesPerCall = 0;
    double guidance = 4, guidanceRefined = 2, guidanceLeast = 1.2, cameraScale = 2;

    explicit Options(const ImagineRequest& request)
    {
        const JsonFields fields(request.options, "the options of svc");
        weights = fields.text("svc_weights", "");
        type = fields.text("svc_type", "auto");
        device = fields.text("svc_device", "auto");
        scaleRule = fields.text("scale_rule", "metric");
        strategy = fields.text("chunk_strategy", "interp");
        steps = integerOption(request, "steps", steps, 1, 1000);
        passes = integerOption(request, "passes", passes, 0, 2);
        framesPerCall = integerOption(request, "frames_per_call", framesPerCall, 0, 1024);
        guidance = within(fields, "guidance", guidance, 0, 100);
        guidanceRefined = within(fields, "guidance_refined", guidanceRefined, 0, 100);
        guidanceLeast = within(fields, "guidance_least", guidanceLeast, 0, 100);
        cameraScale = within(fields, "camera_scale", cameraScale, 1e-3, 1e3);
        if (scaleRule != "metric" && scaleRule != "reference")
            throw Error("scale_rule", fmt::format("{} is not known", scaleRule), "Use metric or reference.");
    }

private:
    static double within(const JsonFields& fields, const char* key, double fallback, double low, double high)
    {
        const double value = fields.number(key, fallback);
        if (value < low || value > high)
            throw Error(key, fmt::format("{} is not from {} to {}", value, low, high));
        return value;
    }
};

svc::Pose poseOf(const Rigid3d& pose)
{
    return pose.matrix().cast<float>();
}

svc::Lens lensOf(const Intrinsics& camera)
{
    svc::Lens lens = svc::Lens::Identity();
    lens(0, 0) = static_cast<float>(camera.fx / camera.width);
    lens(1, 1) = static_cast<float>(camera.fy / camera.height);
    lens(0, 2) = static_cast<float>(camera.cx / camera.width);
    lens(1, 2) = static_cast<float>(camera.cy / camera.height);
    return lens;
}

/// The camera of `size` with this normalised lens.
Intrinsics cameraOf(const svc::Lens& lens, const Intrinsics& size)
{
    Intrinsics camera = size;
    camera.fx = lens(0, 0) * static_cast<float>(size.width);
    camera.fy = lens(1, 1) * static_cast<float>(size.height);
    camera.cx = lens(0, 2) * static_cast<float>(size.width);
    camera.cy = lens(1, 2) * static_cast<float>(size.height);
    return camera;
}

bool nearlyEqual(const svc::Lens& a, const svc::Lens& b)
{
    return ((a - b).cwiseAbs().array() <= kSameLens * a.cwiseAbs().array().max(1.0f)).all();
}

/// The picture in the network's size, and how its frames relate to the frames asked for.
struct Prepared {
    svc::FloatImage input;
    svc::PathRequest path;
    bool firstIsGiven = false; ///< frame 0 is the given picture; frame i is target i - 1, else target i
    bool metric = false;       ///< lengths along the path are metres
    int width = 0, height = 0;

    int frameOf(int target) const { return firstIsGiven ? target + 1 : target; }
};

class SvcWorldModel : public WorldModel {
public:
    explicit SvcWorldModel(std::function<SceneRenderer&()> renderer) : m_renderer(std::move(renderer)) {}

    WorldModelInfo info() const override { return svcWorldModelInfo(); }
    Json lastRun() const override { return m_lastRun; }

    void imagine(const ImagineRequest& request, const std::function<void(ImaginedFrame&&)>& onFrame, JobContext& job) override
    {
        m_lastRun = Json::object();
        const ObservationFrame& start = checkedStart(request);
        const Options options(request);
        job.report(0, "loading the networks");
        load(options);
        job.throwIfStopped();
        const StartView view = startViewOf(request, start, m_renderer);
        std::vector<std::string> notes;
        Prepared prepared = prepare(request, options, view, notes);
        if (m_networks.testWeights)
            notes.insert(notes.begin(), "These are random test weights: the pictures are noise.");
        m_lastRun = {{"notes", notes}, {"test_weights", m_networks.testWeights}, {"scale_rule", options.scaleRule}, {"steps", options.steps},
                     {"guidance", options.guidance}, {"camera_scale", options.cameraScale}, {"units_per_metre", prepared.path.unitsPerMetre}, {"metric", prepared.metric}};

        const bool nothingToMake = prepared.path.poses.size() < 2; // only the start view is wanted
        const svc::PathPlan plan = nothingToMake ? svc::PathPlan{} : svc::planPath(prepared.path);
        DepthMap firstDepth;
        if (prepared.firstIsGiven && !view.depth.empty())
            firstDepth = sameViewDepth(view.depth, view.camera, cameraOf(prepared.path.lenses.front(), request.trajectory.camera));
        Delivery delivery(request, view, std::move(firstDepth), onFrame);
        if (prepared.firstIsGiven)
            delivery.give(0, prepared.input, false);
        if (nothingToMake)
            return;
        announce(plan, prepared, options, notes, job);
        runPlan(plan, prepared, options, request.seed, delivery, job);
    }

private:
    /// Hands frames over in order, in the size asked for.
    class Delivery {
    public:
        /// `firstDepth`: of frame 0 where it is the given picture; from it the motion in later frames can be measured in metres.
        Delivery(const ImagineRequest& request, const StartView& view, DepthMap firstDepth, const std::function<void(ImaginedFrame&&)>& onFrame)
            : m_request(request), m_view(view), m_firstDepth(std::move(firstDepth)), m_onFrame(onFrame)
        {
        }

        void give(int index, const svc::FloatImage& picture, bool rough)
        {
            ImaginedFrame frame = made(index, picture);
            frame.rough = rough;
            if (index == 0)
                frame.depth = m_firstDepth;
            if (rough) {
                m_onFrame(std::move(frame));
                return;
            }
            m_waiting.emplace(index, std::move(frame));
            for (auto next = m_waiting.find(m_next); next != m_waiting.end(); next = m_waiting.find(++m_next)) {
                m_onFrame(std::move(next->second));
                m_waiting.erase(next);
            }
        }

    private:
        ImaginedFrame made(int index, const svc::FloatImage& picture) const
        {
            const Intrinsics& camera = m_request.trajectory.camera;
            ImaginedFrame frame;
            frame.index = index;
            frame.startFromCamera = m_request.trajectory.startFromCamera[static_cast<std::size_t>(index)];
            const ColorImage bytes = svc::toBytes(picture);
            const bool same = bytes.width() == camera.width && bytes.height() == camera.height;
            const bool smaller = camera.width <= bytes.width() && camera.height <= bytes.height();
            frame.color = same ? bytes : smaller ? resizeArea(bytes, camera.width, camera.height) : resizeBilinear(bytes, camera.width, camera.height);
            DepthMap depth = m_view.depth;
            if (depth.empty()) // nothing is known: everything at one distance tells at least what a turn leaves in sight
                depth = DepthMap(m_view.color.width(), m_view.color.height(), static_cast<float>(kAssumedDepth));
            frame.observed = seenFromStart(depth, m_view.camera, frame.startFromCamera, camera);
            return frame;
        }

        const ImagineRequest& m_request;
        const StartView& m_view;
        const DepthMap m_firstDepth;
        const std::function<void(ImaginedFrame&&)>& m_onFrame;
        std::map<int, ImaginedFrame> m_waiting;
        int m_next = 0;
    };

    void load(const Options& options)
    {
        const std::string key = fmt::format("{}|{}|{}", options.weights, options.type, options.device);
        setTorchThreads(availableProcessors());
        if (m_key == key)
            return;
        m_key.clear();
        m_networks = {}; // the old ones first: two do not fit
        m_networks = nn::loadSvcNetworks(options.weights, options.type, options.device);
        m_key = key;
    }

    Prepared prepare(const ImagineRequest& request, const Options& options, const StartView& view, std::vector<std::string>& notes) const
    {
        const Intrinsics& camera = request.trajectory.camera;
        const int stride = nn::svcPictureStride(m_networks.unet->config(), m_networks.vae->config());
        const auto fitting = [&](int side) { return std::max(1, static_cast<int>(std::lround(static_cast<double>(side) / stride))) * stride; };
        Prepared p;
        p.width = fitting(camera.width);
        p.height = fitting(camera.height);
        const svc::Lens wanted = lensOf(camera);
        const int w = view.color.width(), h = view.color.height();
        const auto lensAfter = [&](const svc::FitPlan& fit) {
            return svc::normalisedLens(fit.lens(svc::pixelLens(lensOf(view.camera), w, h), w, h), p.width, p.height);
        };
        // The whole picture where that gives the lens asked for, else the largest part of it with square pixels.
        svc::FitPlan fit = svc::planFit(w, h, p.width, p.height, svc::FitMode::Stretch);
        if (!nearlyEqual(lensAfter(fit), wanted))
            fit = svc::planFit(w, h, p.width, p.height, svc::FitMode::Crop);
        const svc::Lens given = lensAfter(fit);
        p.input = svc::fitPicture(view.color, fit);

        const std::vector<Rigid3d>& poses = request.trajectory.startFromCamera;
        p.firstIsGiven = nearlyEqual(given, wanted) && poses.front().isApprox(Rigid3d::Identity(), 1e-9);
        p.path.poses.push_back(svc::Pose::Identity());
        p.path.lenses.push_back(given);
        for (std::size_t i = p.firstIsGiven ? 1 : 0; i < poses.size(); ++i) {
            p.path.poses.push_back(poseOf(poses[i]));
            p.path.lenses.push_back(wanted);
        }
        const int frames = options.framesPerCall > 0 ? options.framesPerCall : m_networks.unet->config().frames;
        p.path.firstSlots = p.path.secondSlots = frames;
        p.path.strategy = options.strategy;
        p.path.cameraScale = options.cameraScale;
        p.path.passes = options.passes ? options.passes : static_cast<int>(p.path.poses.size()) <= frames ? 1 : 2;
        if (options.scaleRule == "metric") {
            double depth = middleDepth(view.depth);
            p.metric = depth > 0;
            if (!p.metric) {
                depth = kAssumedDepth;
                notes.push_back(fmt::format("No depth is known: what is looked at was taken to be {} m away, so lengths may be wrong by a common factor.", kAssumedDepth));
            }
            p.path.unitsPerMetre = options.cameraScale / depth;
        } else {
            notes.emplace_back("The reference's camera scale was used: metres are not kept.");
        }
        return p;
    }

    void announce(const svc::PathPlan& plan, const Prepared& prepared, const Options& options, const std::vector<std::string>& notes, JobContext& job)
    {
        const double bytesPerWeight = options.type == "float32" ? 4 : options.type == "auto"
            ? static_cast<double>(m_networks.unet->slots().front().target->element_size()) : 2;
        const nn::SvcCost cost = nn::svcCost(m_networks.unet->config(), m_networks.vae->config(), m_networks.clip->config(), plan,
                                             prepared.width, prepared.height, options.steps, bytesPerWeight);
        const Json estimate = m_networks.device.is_cuda() ? nn::toJson(cost) : nn::toJson(cost, nn::svcRate());
        m_lastRun["estimate"] = estimate;
        job.emitEvent({{"event", "estimate"}, {"estimate", estimate}, {"notes", notes}, {"run", m_lastRun}});
    }

    void runPlan(const svc::PathPlan& plan, const Prepared& prepared, const Options& options, std::uint64_t seed, Delivery& delivery, JobContext& job)
    {
        nn::SvcPathOptions settings;
        settings.steps.count = options.steps;
        const bool refining = plan.calls.back().pass > 1;
        settings.guidance[0] = {svc::Guider::Multiview, options.guidance, options.guidanceLeast};
        settings.guidance[1] = {svc::Guider::MultiviewTemporal, options.guidanceRefined, options.guidanceLeast};
        const Rng root = Rng(seed).fork("svc");
        nn::SvcPathSampler sampler(m_networks, plan, {nn::svcTensor(prepared.input)}, settings, [&](std::size_t call, int step, at::IntArrayRef shape) {
            Rng random = root.fork(fmt::format("{}/{}", call, step));
            at::Tensor noise = at::empty(shape, at::kFloat);
            float* data = noise.data_ptr<float>();
            for (std::int64_t i = 0; i < noise.numel(); ++i)
                data[i] = static_cast<float>(random.normal());
            return noise;
        });
        for (std::size_t c = 0; c < plan.calls.size(); ++c) {
            const svc::NetworkCall& call = plan.calls[c];
            sampler.run(c, [&](int step) {
                job.throwIfStopped();
                const double done = static_cast<double>(c) + (step + 1.0) / options.steps;
                job.report(0.99 * done / static_cast<double>(plan.calls.size()),
                           fmt::format("{} {}/{}, step {}/{}", !refining ? "imagining" : call.pass == 1 ? "first pass" : "refining", c + 1, plan.calls.size(), step + 1, options.steps));
            }, [&] { job.throwIfStopped(); });
            for (const svc::PlannedSlot& slot : call.slots)
                if (!slot.conditioning && !slot.copy)
                    show(slot.frame, plan, prepared, sampler, delivery);
        }
    }

    static void show(const svc::FrameName& name, const svc::PathPlan& plan, const Prepared& prepared, const nn::SvcPathSampler& sampler, Delivery& delivery)
    {
        const at::Tensor& picture = sampler.picture(name);
        if (!at::isfinite(picture).all().item<bool>())
            throw Error("svc", "the network gave values that are not numbers", "Check the weights; with float16 weights try svc_type float32.");
        const svc::FloatImage image = nn::svcImage(picture);
        if (name.kind == svc::FrameName::Kind::Target)
            delivery.give(prepared.frameOf(name.index), image, false);
        else if (const int frame = prepared.frameOf(plan.anchorFrames[static_cast<std::size_t>(name.index)] - prepared.path.inputs); frame >= 0)
            delivery.give(frame, image, true);
    }

    std::function<SceneRenderer&()> m_renderer;
    nn::SvcNetworks m_networks;
    std::string m_key; ///< what m_networks was loaded from
    Json m_lastRun = Json::object();
};

} // namespace

WorldModelInfo svcWorldModelInfo()
{
    WorldModelInfo info;
    info.id = "svc";
    info.title = "Stable Virtual Camera";
    info.description = "A learned multi-view diffusion network; needs weights that you download (option svc_weights).";
    return info;
}

std::unique_ptr<WorldModel> createSvcWorldModel(std::function<SceneRenderer&()> renderer)
{
    return std::make_unique<SvcWorldModel>(std::move(renderer));
}

std::string svcHelpText()
{
    return nn::svcDownloadHelp();
}

Json estimateSvc(const std::filesystem::path& folder, int width, int height, int frames, int steps)
{
    nn::SvcUNetConfig network;
    nn::SvcVaeConfig vae;
    nn::SvcClipConfig clip;
    if (!folder.empty()) {
        const nn::SvcWeightFiles files = nn::svcWeightFiles(folder);
        network = files.networkConfig;
        vae = files.vaeConfig;
        clip = files.clipConfig;
    }
    const int stride = nn::svcPictureStride(network, vae);
    const auto fitting = [&](int side) { return std::max(1, static_cast<int>(std::lround(static_cast<double>(side) / stride))) * stride; };
    svc::PathRequest path;
    for (int i = 0; i <= std::max(1, frames); ++i) {
        svc::Pose pose = svc::Pose::Identity();
        pose(2, 3) = 0.1f * static_cast<float>(i);
        path.poses.push_back(pose);
        path.lenses.push_back(svc::defaultLens(static_cast<float>(svc::kDefaultFov), static_cast<double>(width) / height));
    }
    path.firstSlots = path.secondSlots = network.frames;
    path.passes = static_cast<int>(path.poses.size()) <= network.frames ? 1 : 2;
    const nn::SvcCost cost = nn::svcCost(network, vae, clip, svc::planPath(path), fitting(width), fitting(height), steps, 4);
    Json result = nn::toJson(cost, nn::svcRate());
    const double latent = vae.stride();
    const nn::SvcNetworkCost unet = nn::svcUNetCost(network, network.frames, static_cast<int>(fitting(height) / latent), static_cast<int>(fitting(width) / latent));
    result["parameters"] = {{"network", unet.parameters},
                            {"autoencoder", nn::svcEncoderCost(vae, 64, 64).parameters + nn::svcDecoderCost(vae, 64, 64).parameters},
                            {"image_encoder", nn::svcClipCost(clip).parameters}};
    return result;
}

} // namespace w2v
