#include "tests/golden/SevaPlanGroup.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "core/worldmodel/svc/Chunks.h"
#include "core/worldmodel/svc/Frames.h"
#include "core/worldmodel/svc/Plan.h"
#include "core/worldmodel/svc/Presets.h"
#include "core/worldmodel/svc/Schedule.h"
#include "tests/golden/SevaValues.h"

namespace w2v::golden {

namespace {

namespace fs = std::filesystem;

constexpr double kGeometry = 1e-5, kPlucker = 5e-6;

/// Geometry is allowed 1e-5 times the largest value, at least 1e-5.
void compareGeometry(GroupResult& result, const std::string& name, const std::vector<double>& actual, const std::vector<double>& expected)
{
    double largest = 1;
    for (const double value : expected)
        largest = std::max(largest, std::abs(value));
    compareValues(result, name, actual, expected, kGeometry * largest);
}

std::string replaced(std::string text, char from, char to)
{
    for (char& c : text)
        if (c == from)
            c = to;
    return text;
}

void checkBasics(const fs::path& path, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(path);
    const std::string name = path.filename().string() + " ";
    for (const TensorView& tensor : file.tensors()) {
        const bool plain = tensor.name.starts_with("default/ar_"), many = tensor.name.starts_with("fovs/ar_");
        if (!plain && !many)
            continue;
        // The name rounds the aspect to six decimals; it was a ratio of small whole numbers.
        double aspect = std::stod(tensor.name.substr(tensor.name.find("ar_") + 3));
        for (int denominator = 1; denominator < 2000; ++denominator)
            if (const double n = std::round(aspect * denominator); std::abs(n / denominator - aspect) < 6e-7) {
                aspect = n / denominator;
                break;
            }
        std::vector<svc::Lens> lenses;
        for (const double fov : valuesOf(file, plain ? "default_fov_rad" : "fovs").data)
            lenses.push_back(svc::defaultLens(static_cast<float>(plain ? svc::kDefaultFov : fov), aspect));
        compareGeometry(result, name + tensor.name, numbersOf(lenses), valuesOf(file, tensor.name).data);
    }
    if (file.find("dist/a")) {
        const std::vector<svc::Pose> a = posesOf(file, "dist/a"), b = posesOf(file, "dist/b");
        std::vector<double> rotation, translation;
        for (const svc::Pose& from : a)
            for (const svc::Pose& to : b) {
                rotation.push_back(svc::rotationBetween(from, to));
                translation.push_back(svc::distanceBetween(from, to));
            }
        compareGeometry(result, name + "rotation_deg", rotation, valuesOf(file, "dist/rotation_deg").data);
        compareGeometry(result, name + "translation", translation, valuesOf(file, "dist/translation").data);
    }
    if (file.find("lookat/origins")) {
        const auto columns = [&](const std::string& tensor) {
            const Values values = valuesOf(file, tensor);
            Eigen::Matrix3Xf m(3, static_cast<Eigen::Index>(values.data.size() / 3));
            for (std::size_t i = 0; i < values.data.size(); ++i)
                m(static_cast<Eigen::Index>(i % 3), static_cast<Eigen::Index>(i / 3)) = static_cast<float>(values.data[i]);
            return m;
        };
        const Eigen::Vector3f point = svc::nearestToLines(columns("lookat/origins"), columns("lookat/dirs"));
        compareGeometry(result, name + "lookat", {point.x(), point.y(), point.z()}, valuesOf(file, "lookat/out").data);
    }
    if (file.find("hom/in_3x4"))
        compareGeometry(result, name + "hom", numbersOf(posesOf(file, "hom/in_3x4")), valuesOf(file, "hom/out").data);
}

void checkPresets(const fs::path& path, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(path);
    const svc::Pose start = svc::inverted(posesOf(file, "start_w2c").front());
    const Values at = valuesOf(file, "look_at");
    const Eigen::Vector3f target(static_cast<float>(at.data[0]), static_cast<float>(at.data[1]), static_cast<float>(at.data[2]));
    for (const TensorView& tensor : file.tensors()) {
        if (!tensor.name.ends_with("/c2w"))
            continue;
        const std::string stem = tensor.name.substr(0, tensor.name.size() - 4);
        const svc::PresetPath made = svc::presetPath(replaced(stem.substr(0, stem.find('/')), '_', ' '), static_cast<int>(tensor.shape[0]), start, target);
        compareGeometry(result, path.filename().string() + " " + tensor.name, numbersOf(made.poses), valuesOf(file, tensor.name).data);
        compareGeometry(result, path.filename().string() + " " + stem + "/fov", made.fovs, valuesOf(file, stem + "/fov").data);
    }
}

void checkPlucker(const fs::path& path, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(path);
    for (const TensorView& tensor : file.tensors()) {
        if (!tensor.name.ends_with("/plucker"))
            continue;
        const std::string stem = tensor.name.substr(0, tensor.name.find('/'));
        std::vector<svc::Pose> poses = posesOf(file, stem + "/w2c");
        for (svc::Pose& pose : poses)
            pose = svc::inverted(pose);
        compareValues(result, path.filename().string() + " " + stem,
                      doubles(svc::pluckerCoordinates(poses, lensesOf(file, stem + "/K"), static_cast<int>(tensor.shape[3]), static_cast<int>(tensor.shape[2]))),
                      valuesOf(file, tensor.name).data, kPlucker);
    }
}

/// Pluecker numbers of far cameras grow with the distance, and so does the reference's rounding: it subtracts the camera's position
/// from a point beside it in float32 before it takes the direction.
void compareScaledPlucker(GroupResult& result, const std::string& name, const std::vector<double>& actual, const std::vector<double>& expected)
{
    double largest = 1;
    for (const double value : expected)
        largest = std::max(largest, std::abs(value));
    constexpr double kFloatStep = 1.2e-7;
    compareValues(result, name, actual, expected, kPlucker * largest + kFloatStep * largest * largest);
}

void checkValueDict(const fs::path& path, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(path);
    for (const TensorView& tensor : file.tensors()) {
        if (!tensor.name.ends_with("/all_c2ws"))
            continue;
        const std::string stem = tensor.name.substr(0, tensor.name.find('/')), name = path.filename().string() + " " + stem + " ";
        const std::vector<svc::Pose> scene = posesOf(file, tensor.name);
        const std::vector<int> chosen = integersOf(file, stem + "/sel"), inputs = integersOf(file, stem + "/input_sels"), size = integersOf(file, stem + "/HW");
        std::vector<svc::Pose> poses;
        for (const int index : chosen)
            poses.push_back(scene.at(static_cast<std::size_t>(index)));
        const svc::SceneScale scale = svc::referenceScale(scene, poses.front(), static_cast<float>(numberOf(file, stem + "/camera_scale")));
        const std::vector<svc::Pose> scaled = svc::scaledPoses(poses, scale);
        compareGeometry(result, name + "c2w", numbersOf(scaled), valuesOf(file, stem + "/c2w").data);
        compareScaledPlucker(result, name + "plucker", doubles(svc::pluckerCoordinates(scaled, lensesOf(file, stem + "/K"), size[1] / 8, size[0] / 8)),
                             valuesOf(file, stem + "/plucker").data);
        if (file.find(stem + "/cond_frames_mask")) {
            std::vector<double> mask(chosen.size(), 0);
            for (const int input : inputs)
                mask.at(static_cast<std::size_t>(input)) = 1;
            compareValues(result, name + "cond_frames_mask", mask, valuesOf(file, stem + "/cond_frames_mask").data, 0);
        }
    }
}

void checkDiscretization(const fs::path& path, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(path);
    const svc::NoiseSchedule schedule = svc::noiseSchedule();
    for (const TensorView& tensor : file.tensors()) {
        const std::vector<double> expected = valuesOf(file, tensor.name).data;
        const std::string name = path.filename().string() + " " + tensor.name;
        if (tensor.name == "alphas_cumprod_f64")
            compareValues(result, name, schedule.alphasCumprod, expected, 1e-12);
        else if (tensor.name == "denoiser_sigmas")
            compareValues(result, name, doubles(schedule.sigmas), expected, 0, 1e-6);
        else if (tensor.name.starts_with("sigmas_n"))
            compareValues(result, name, doubles(svc::samplingSteps(schedule, std::stoi(tensor.name.substr(8))).sigmas), expected, 0, 1e-6);
        else if (tensor.name.starts_with("timesteps_n")) { // recorded in ascending order
            std::vector<double> indices = doubles(svc::samplingSteps(schedule, std::stoi(tensor.name.substr(11))).indices);
            std::reverse(indices.begin(), indices.end());
            compareValues(result, name, indices, expected, 0);
        }
    }
}

void checkScaling(const fs::path& path, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(path);
    const svc::NoiseSchedule schedule = svc::noiseSchedule();
    std::map<std::string, std::vector<double>> made;
    for (const double sigma : valuesOf(file, "sigma").data) {
        const svc::NoiseScaling s = svc::noiseScaling(schedule, static_cast<float>(sigma));
        made["idx"].push_back(static_cast<double>(s.index));
        made["c_noise_idx"].push_back(static_cast<double>(s.index));
        made["sigma_quantized"].push_back(s.sigma);
        made["c_noise_sigma"].push_back(s.sigma);
        made["c_skip"].push_back(s.skip);
        made["c_out"].push_back(s.out);
        made["c_in"].push_back(s.in);
    }
    for (const auto& [name, values] : made)
        if (file.find(name))
            compareValues(result, path.filename().string() + " " + name, values, valuesOf(file, name).data, 0, name.ends_with("idx") ? 0 : 1e-6);
}

svc::Lens lensFrom(const Json& rows)
{
    svc::Lens lens;
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 3; ++c)
            lens(r, c) = rows.at(static_cast<std::size_t>(r)).at(static_cast<std::size_t>(c)).get<float>();
    return lens;
}

std::vector<double> flatten(const Json& rows)
{
    std::vector<double> values;
    for (const Json& row : rows)
        for (const Json& value : row)
            values.push_back(value.get<double>());
    return values;
}

void checkSizes(const fs::path& path, GroupResult& result)
{
    for (const Json& one : readJson(path)) {
        const int w = one.at("w").get<int>(), h = one.at("h").get<int>();
        const std::string mode = one.at("mode").get<std::string>(), name = fmt::format("{} {}x{} {}", path.filename().string(), w, h, mode);
        std::pair<int, int> size{576, 576};
        if (!one.at("L_short").is_null())
            size = svc::sizeForShortSide(w, h, one.at("L_short").get<int>());
        else if (!one.at("size_wh").is_null())
            size = {one.at("size_wh").at(0).get<int>(), one.at("size_wh").at(1).get<int>()};
        const svc::FitMode fit = mode == "pad" ? svc::FitMode::Pad : mode == "stretch" ? svc::FitMode::Stretch : svc::FitMode::Crop;
        const svc::FitPlan plan = svc::planFit(w, h, size.first, size.second, fit, one.at("scale").get<double>());
        Json made = {{"out_wh", {plan.width, plan.height}}, {"resize_hw", {plan.resizedHeight, plan.resizedWidth}}};
        Json expected = {{"out_wh", one.at("out_wh")}, {"resize_hw", one.at("resize_hw")}};
        if (one.contains("crop_tlhw")) {
            made["crop"] = {plan.top, plan.left, plan.height, plan.width};
            expected["crop"] = one.at("crop_tlhw");
        }
        if (one.contains("pad_ltrb")) {
            made["pad"] = {-plan.left, -plan.top, plan.width - plan.resizedWidth + plan.left, plan.height - plan.resizedHeight + plan.top};
            expected["pad"] = one.at("pad_ltrb");
        }
        compareExactly(result, name, made, expected);
        compareGeometry(result, name + " K", numbersOf(std::vector<svc::Lens>{plan.lens(lensFrom(one.at("K_in")), w, h)}), flatten(one.at("K_out")));
    }
}

std::vector<double> channelsFirst(const svc::FloatImage& image)
{
    std::vector<double> values;
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                values.push_back(image.at(x, y, c));
    return values;
}

void checkPixels(const fs::path& path, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(path);
    for (const TensorView& tensor : file.tensors()) {
        const std::string stem = tensor.name.substr(0, tensor.name.find('/')), name = path.filename().string() + " " + stem + " ";
        if (tensor.name.ends_with("/rgba_u8")) {
            const int h = static_cast<int>(tensor.shape[0]), w = static_cast<int>(tensor.shape[1]);
            Raster<std::uint8_t, 4> picture(w, h);
            std::memcpy(picture.data(), tensor.bytes.data(), std::min(tensor.bytes.size(), picture.bytes()));
            const std::vector<std::int64_t> shape = file.at(stem + "/out").shape;
            const svc::FitPlan plan = svc::planFit(w, h, static_cast<int>(shape[3]), static_cast<int>(shape[2]));
            compareValues(result, name + "out", channelsFirst(svc::fitPicture(picture, plan)), valuesOf(file, stem + "/out").data, kGeometry);
            const svc::Lens lens = plan.lens(lensesOf(file, stem + "/K_in").front(), w, h);
            compareGeometry(result, name + "K_out_pixels", numbersOf(std::vector<svc::Lens>{lens}), valuesOf(file, stem + "/K_out_pixels").data);
            compareGeometry(result, name + "K_out_normalized", numbersOf(std::vector<svc::Lens>{svc::normalisedLens(lens, plan.width, plan.height)}),
                            valuesOf(file, stem + "/K_out_normalized").data);
        } else if (tensor.name == "save/in") {
            const Values in = valuesOf(file, tensor.name);
            const int n = static_cast<int>(in.shape[0]), h = static_cast<int>(in.shape[2]), w = static_cast<int>(in.shape[3]);
            std::vector<double> made;
            for (int i = 0; i < n; ++i) {
                svc::FloatImage image(w, h);
                for (int c = 0; c < 3; ++c)
                    for (int p = 0; p < h * w; ++p)
                        image.at(p % w, p / w, c) = static_cast<float>(in.data[static_cast<std::size_t>((i * 3 + c) * h * w + p)]);
                const ColorImage bytes = svc::toBytes(image);
                made.insert(made.end(), bytes.data(), bytes.data() + bytes.bytes());
            }
            compareValues(result, name + "save", made, valuesOf(file, "save/u8_nhwc").data, 0);
        }
    }
}

/// A chunk as the golden file writes it: "!012" known frame, ">003" target, "NULL".
Json chunkTexts(const std::vector<svc::Chunk>& chunks)
{
    Json texts = Json::array();
    for (const svc::Chunk& chunk : chunks) {
        std::string text;
        for (const svc::Slot& slot : chunk) {
            text += text.empty() ? "" : " ";
            text += slot.kind == svc::Slot::Kind::Empty ? "NULL" : fmt::format("{}{:03}", slot.kind == svc::Slot::Kind::Conditioning ? '!' : '>', slot.index);
        }
        texts.push_back(text);
    }
    return texts;
}

Json padJson(const svc::Chunk& chunk)
{
    const svc::PaddedChunk padded = svc::padChunk(chunk);
    return {{"input_sels", padded.conditioningSlots}, {"test_sels", padded.targetSlots}, {"input_maps", padded.conditioning}, {"test_maps", padded.target}};
}

/// Every target once and the right size: all that can be asked where two distances are nearly equal.
bool isSound(const std::vector<svc::Chunk>& chunks, int slots, std::size_t targets)
{
    std::vector<int> seen;
    for (const svc::Chunk& chunk : chunks) {
        if (static_cast<int>(chunk.size()) != slots)
            return false;
        for (const svc::Slot& slot : chunk)
            if (slot.kind == svc::Slot::Kind::Target)
                seen.push_back(slot.index);
    }
    std::sort(seen.begin(), seen.end());
    return std::adjacent_find(seen.begin(), seen.end()) == seen.end() && seen.size() == targets;
}

void checkChunks(const fs::path& path, const fs::path& cameras, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(cameras);
    const Json root = readJson(path);
    for (const Json& one : root.at("cases")) {
        const std::string name = path.filename().string() + " " + one.at("case").get<std::string>(), source = one.at("cameras").get<std::string>();
        svc::ChunkRequest request;
        request.slots = one.at("T").get<int>();
        request.strategy = one.at("chunk_strategy").get<std::string>();
        request.known = posesOf(file, source + "/input_c2ws");
        request.targets = posesOf(file, source + "/test_c2ws");
        request.knownOrder = one.at("input_ords").get<std::vector<double>>();
        request.targetOrder = one.at("test_ords").get<std::vector<double>>();
        request.inputs = one.at("gt_input_inds").get<std::vector<int>>();
        request.dropInputs = one.at("task").get<std::string>().starts_with("img2trajvid");
        const Json& options = one.at("options");
        request.generatedShare = options.value("pseudo_num_ratio", request.generatedShare);
        request.mostGenerated = options.value("pseudo_num_max", request.mostGenerated);
        const Json made = orError([&] {
            const std::vector<svc::Chunk> chunks = svc::planChunks(request);
            Json all = {{"chunks", chunkTexts(chunks)}};
            for (const svc::Chunk& chunk : chunks)
                all["pad"].push_back(padJson(chunk));
            if (one.value("tie_sensitive", false) && isSound(chunks, request.slots, request.targets.size()))
                all["sound"] = true;
            return all;
        });
        if (one.contains("error"))
            compareExactly(result, name, made.contains("error"), true);
        else if (made.contains("error"))
            result.fail(name + ": " + made.at("error").get<std::string>());
        else if (one.value("tie_sensitive", false) && made.at("chunks") != one.at("chunks"))
            compareExactly(result, name + " (ties)", made.contains("sound"), true);
        else {
            compareExactly(result, name, made.at("chunks"), one.at("chunks"));
            compareExactly(result, name + " pad", made.at("pad"), one.at("pad"));
        }
    }
}

void checkPriorStats(const fs::path& path, GroupResult& result)
{
    const Json root = readJson(path);
    for (const Json& one : root.at("cases")) {
        const Json& t = one.at("T");
        const int first = t.is_array() ? t.at(0).get<int>() : t.get<int>(), second = t.is_array() ? t.at(1).get<int>() : first;
        const Json& options = one.at("options");
        const Json made = orError([&]() -> Json {
            const svc::AnchorCount count = svc::anchorCount(first, second, one.at("num_inputs").get<int>(), one.at("num_targets").get<int>(),
                                                            options.at("chunk_strategy").get<std::string>(), options.value("num_prior_frames_ratio", 1.0),
                                                            options.value("num_prior_frames", 0));
            return {{"anchors", count.anchors}, {"slots", {count.firstSlots, count.secondSlots}}};
        });
        const Json& after = one.at("T_after");
        compareExactly(result, path.filename().string() + " " + one.dump(), made,
                       {{"anchors", one.at("num_prior_frames")}, {"slots", after.is_array() ? after : Json{after, after}}});
    }
}

void checkPriorIndices(const fs::path& path, GroupResult& result)
{
    const Json root = readJson(path);
    for (const Json& one : root.value("infer_prior_inds", Json::array()))
        compareExactly(result, path.filename().string() + " anchors",
                       svc::anchorsBetween(one.at("num_cameras").get<int>(), one.at("num_prior_frames").get<int>(),
                                           one.at("input_frame_indices").get<std::vector<int>>(), one.at("chunk_strategy").get<std::string>()),
                       one.at("out"));
    for (const Json& one : root.value("compute_relative_inds", Json::array()))
        compareValues(result, path.filename().string() + " relative",
                      svc::relativePlaces(one.at("source").get<std::vector<double>>(), one.at("target").get<std::vector<double>>()),
                      one.at("out").get<std::vector<double>>(), 1e-9);
}

} // namespace

svc::PathRequest sevaPathRequest(const Json& one, const SafetensorsFile& cameras)
{
    const std::string prefix = one.at("case").get<std::string>() + "/";
    const int w = one.at("image_wh").at(0).get<int>(), h = one.at("image_wh").at(1).get<int>(), targets = one.at("num_targets").get<int>();
    const Json& options = one.at("options");
    svc::PathRequest request;
    request.inputs = one.at("num_inputs").get<int>();
    request.strategy = options.at("chunk_strategy").get<std::string>();
    request.cameraScale = options.at("camera_scale").get<double>();
    const Json& t = one.at("T_in");
    request.firstSlots = t.is_array() ? t.at(0).get<int>() : t.get<int>();
    request.secondSlots = t.is_array() ? t.at(1).get<int>() : request.firstSlots;
    const svc::PresetPath path = svc::presetPath(one.at("traj_prior").get<std::string>(), targets + 1, svc::Pose::Identity(), {0, 0, 10});
    request.poses = path.poses;
    // Targets take the lens of a blank image of the source's size.
    const auto [width, height] = svc::sizeForShortSide(w, h, options.at("L_short").get<int>());
    const svc::FitPlan fit = svc::planFit(w, h, width, height);
    for (const double fov : path.fovs) {
        const svc::Lens pixels = svc::pixelLens(svc::defaultLens(static_cast<float>(fov), static_cast<double>(w) / h), w, h);
        request.lenses.push_back(svc::normalisedLens(fit.lens(pixels, w, h), width, height));
    }
    if (cameras.find(prefix + "c2ws"))
        request.poses = posesOf(cameras, prefix + "c2ws"); // exactly the recorded float32 values: chunks may hang on ties
    return request;
}

namespace {

void checkTwoPass(const Json& one, const std::string& file, const SafetensorsFile& cameras, GroupResult& result)
{
    const std::string id = one.at("case").get<std::string>(), prefix = id + "/", name = file + " " + id + " ";
    const svc::PathRequest request = sevaPathRequest(one, cameras);
    const svc::PresetPath preset = svc::presetPath(one.at("traj_prior").get<std::string>(), one.at("num_targets").get<int>() + 1, svc::Pose::Identity(), {0, 0, 10});
    if (cameras.find(prefix + "c2ws"))
        compareGeometry(result, name + "c2ws", numbersOf(preset.poses, 3), valuesOf(cameras, prefix + "c2ws").data);
    const svc::PathPlan plan = svc::planPath(request);
    compareValues(result, name + "anchor_indices", plan.anchorPlaces, one.at("anchor_indices").get<std::vector<double>>(), 1e-9);
    compareExactly(result, name + "anchor_rounded", plan.anchorFrames, one.at("anchor_rounded"));
    const Json& forwards = one.at("forwards");
    compareExactly(result, name + "number of network calls", plan.calls.size(), forwards.size());
    const bool ties = one.value("tie_sensitive", false);
    for (std::size_t i = 0; i < std::min(plan.calls.size(), forwards.size()); ++i) {
        const svc::NetworkCall& call = plan.calls[i];
        Json known = Json::array();
        for (std::size_t s = 0; s < call.slots.size(); ++s)
            if (call.slots[s].conditioning)
                known.push_back(s);
        if (!ties || known == forwards[i].at("cond_sels")) {
            compareExactly(result, fmt::format("{}call {} conditioning", name, i), known, forwards[i].at("cond_sels"));
            compareExactly(result, fmt::format("{}call {} frames", name, i), call.slots.size(), forwards[i].at("T"));
        }
        const std::string fw = fmt::format("{}fw{}/", prefix, i);
        if (ties || !cameras.find(fw + "curr_c2ws"))
            continue;
        compareGeometry(result, name + fw + "curr_c2ws", numbersOf(call.poses, 3), valuesOf(cameras, fw + "curr_c2ws").data);
        compareGeometry(result, name + fw + "curr_Ks", numbersOf(call.lenses), valuesOf(cameras, fw + "curr_Ks").data);
        compareGeometry(result, name + fw + "norm_c2w", numbersOf(call.scaled), valuesOf(cameras, fw + "norm_c2w").data);
    }
    if (ties || !one.contains("final_frame_tag"))
        return;
    // Which call and slot made every frame.
    Json tags = Json::array();
    for (int i = 0; i < request.inputs; ++i)
        tags.push_back(nullptr);
    for (int t = 0; t < plan.targets; ++t)
        for (std::size_t c = 0; c < plan.calls.size(); ++c)
            for (std::size_t s = 0; s < plan.calls[c].slots.size(); ++s)
                if (const svc::PlannedSlot& slot = plan.calls[c].slots[s]; !slot.conditioning && !slot.copy && slot.frame == svc::FrameName{svc::FrameName::Kind::Target, t})
                    tags.push_back(static_cast<double>(100 * (c + 1) + s));
    compareExactly(result, name + "final_frame_tag", tags, one.at("final_frame_tag"));
}

void checkTwoPasses(const fs::path& path, const fs::path& cameras, GroupResult& result)
{
    const SafetensorsFile file = SafetensorsFile::open(cameras);
    const Json root = readJson(path);
    for (const Json& one : root.is_array() ? root : Json::array({root}))
        checkTwoPass(one, path.filename().string(), file, result);
}

} // namespace

void checkSevaPlans(const fs::path& folder, GroupResult& result)
{
    const auto each = [&](const std::string& prefix, const std::string& suffix, auto check) {
        for (const fs::path& file : filesNamed(folder, prefix, suffix)) {
            try {
                check(file, result);
            } catch (const std::exception& error) {
                result.fail(file.filename().string() + ": " + error.what());
            }
        }
    };
    each("geo_basic", ".safetensors", checkBasics);
    each("geo_presets", ".safetensors", checkPresets);
    each("geo_plucker", ".safetensors", checkPlucker);
    each("geo_value_dict", ".safetensors", checkValueDict);
    each("discretization", ".safetensors", checkDiscretization);
    each("denoiser_scaling", ".safetensors", checkScaling);
    each("image_size_table", ".json", checkSizes);
    each("image_pixels", ".safetensors", checkPixels);
    each("prior_stats", ".json", checkPriorStats);
    each("prior_inds", ".json", checkPriorIndices);
    each("chunks", ".json", [&](const fs::path& file, GroupResult& to) { checkChunks(file, folder / "chunk_cameras.safetensors", to); });
    each("sprob", ".json", [&](const fs::path& file, GroupResult& to) { checkTwoPasses(file, folder / "sprob_cameras.safetensors", to); });
    each("e2e", ".json", [&](const fs::path& file, GroupResult& to) { checkTwoPasses(file, fs::path(file).replace_extension(".safetensors"), to); });
}

} // namespace w2v::golden
