#include "core/scene/SceneJson.h"

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr const char* kFormat = "w2v-scene";

Json array(const Eigen::VectorXd& v)
{
    Json json = Json::array();
    for (const double x : v)
        json.push_back(x);
    return json;
}

template <int N>
Eigen::Matrix<double, N, 1> vector(const Json& json)
{
    Eigen::Matrix<double, N, 1> v;
    for (int i = 0; i < N; ++i)
        v[i] = json.at(static_cast<std::size_t>(i)).get<double>();
    if (!v.allFinite())
        throw std::runtime_error("a number is not finite");
    return v;
}

Json boxJson(const Eigen::AlignedBox3d& box)
{
    return box.isEmpty() ? Json() : Json{{"min", array(box.min())}, {"max", array(box.max())}};
}

} // namespace

Json sceneLabelsToJson(const Scene& scene)
{
    Json json = {{"format", kFormat}, {"version", 1}, {"name", scene.name}, {"seed", scene.seed}};
    bool baked = false;
    for (const Mesh& mesh : scene.meshes)
        baked = baked || !mesh.light.empty();
    json["baked_light"] = baked;
    json["room"] = scene.room ? boxJson(*scene.room) : Json();
    json["instances"] = Json::array();
    for (const Instance& i : scene.instances)
        json["instances"].push_back({{"id", i.id}, {"label", i.label}, {"structure", i.structure}, {"bounds", boxJson(i.bounds)}});
    json["footprints"] = Json::array();
    for (const Footprint& f : scene.footprints)
        json["footprints"].push_back({{"center", array(f.center)}, {"half", array(f.half)}, {"yaw", f.yaw}, {"bottom", f.bottom}, {"top", f.top}, {"instance", f.instance}});
    json["lights"] = Json::array();
    for (const Light& l : scene.lights)
        json["lights"].push_back({{"position", array(l.position)}, {"color", array(l.color.cast<double>())}, {"intensity", l.intensity}});
    return json;
}

bool sceneLabelsFromJson(const Json& json, const std::string& subject, Scene& scene)
{
    if (!json.is_object() || json.value("format", Json()) != kFormat)
        return false;
    try {
        scene.name = json.at("name").get<std::string>();
        scene.seed = json.at("seed").get<std::uint64_t>();
        if (const Json& room = json.at("room"); room.is_object())
            scene.room = Eigen::AlignedBox3d(vector<3>(room.at("min")), vector<3>(room.at("max")));
        for (const Json& item : json.at("instances")) {
            Instance instance;
            instance.id = item.at("id").get<int>();
            instance.label = item.at("label").get<std::string>();
            instance.structure = item.at("structure").get<bool>();
            scene.instances.push_back(std::move(instance));
        }
        for (const Json& item : json.at("footprints")) {
            Footprint f;
            f.center = vector<2>(item.at("center"));
            f.half = vector<2>(item.at("half"));
            f.yaw = item.at("yaw").get<double>();
            f.bottom = item.at("bottom").get<double>();
            f.top = item.at("top").get<double>();
            f.instance = item.at("instance").get<int>();
            scene.footprints.push_back(f);
        }
        for (const Json& item : json.at("lights")) {
            Light light;
            light.position = vector<3>(item.at("position"));
            light.color = vector<3>(item.at("color")).cast<float>();
            light.intensity = item.at("intensity").get<float>();
            scene.lights.push_back(light);
        }
    } catch (const std::exception& e) {
        throw Error(subject, std::string("the scene description is damaged (") + e.what() + ")", "Export the scene again, or remove this file");
    }
    return true;
}

} // namespace w2v
