#include "core/scene/SceneExport.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/image/ImageIo.h"
#include "core/scene/SceneJson.h"

namespace w2v {

namespace {

/// Spaces and path characters would break names in OBJ and MTL files.
std::string plainName(const std::string& text)
{
    std::string name = text.empty() ? "object" : text;
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-')
            c = '_';
    return name;
}

std::string objText(const Scene& scene, const std::string& stem)
{
    fmt::memory_buffer out;
    const auto to = std::back_inserter(out);
    fmt::format_to(to, "# {}: metres, y up; labels in {}.json\nmtllib {}.mtl\n", plainName(scene.name), stem, stem);
    std::vector<const Mesh*> order;
    for (const Mesh& mesh : scene.meshes)
        order.push_back(&mesh);
    std::stable_sort(order.begin(), order.end(), [](const Mesh* a, const Mesh* b) { return a->instance < b->instance; });
    std::size_t base = 1;
    int current = -1;
    for (const Mesh* mesh : order) {
        if (mesh->instance != current) {
            current = mesh->instance;
            const Instance* instance = scene.findInstance(current);
            fmt::format_to(to, "o {}__{}\n", plainName(instance ? instance->label : "unlabelled"), current);
        }
        const bool normals = mesh->normals.size() == mesh->positions.size(), uvs = mesh->uvs.size() == mesh->positions.size();
        for (std::size_t i = 0; i < mesh->positions.size(); ++i) {
            const Eigen::Vector3f& p = mesh->positions[i];
            Eigen::Vector3f color = mesh->colors.empty() ? Eigen::Vector3f(Eigen::Vector3f::Ones()) : mesh->colors[i];
            if (!mesh->light.empty())
                color = Eigen::Vector3f::Constant(mesh->light[i]);
            fmt::format_to(to, "v {:.5f} {:.5f} {:.5f} {:.4f} {:.4f} {:.4f}\n", p.x(), -p.y(), -p.z(), color.x(), color.y(), color.z());
        }
        for (std::size_t i = 0; i < mesh->positions.size(); ++i)
            fmt::format_to(to, "vt {:.5f} {:.5f}\n", uvs ? mesh->uvs[i].x() : 0.0f, uvs ? 1.0f - mesh->uvs[i].y() : 0.0f);
        for (std::size_t i = 0; i < mesh->positions.size(); ++i) {
            const Eigen::Vector3f n = normals ? mesh->normals[i] : Eigen::Vector3f(0, -1, 0);
            fmt::format_to(to, "vn {:.4f} {:.4f} {:.4f}\n", n.x(), -n.y(), -n.z());
        }
        fmt::format_to(to, "usemtl material_{}\n", mesh->material);
        for (std::size_t i = 0; i + 2 < mesh->indices.size(); i += 3) {
            const std::size_t a = base + mesh->indices[i], b = base + mesh->indices[i + 1], c = base + mesh->indices[i + 2];
            fmt::format_to(to, "f {0}/{0}/{0} {1}/{1}/{1} {2}/{2}/{2}\n", a, b, c);
        }
        base += mesh->positions.size();
    }
    return fmt::to_string(out);
}

std::string mtlText(const Scene& scene, const std::string& stem)
{
    fmt::memory_buffer out;
    const auto to = std::back_inserter(out);
    for (std::size_t i = 0; i < scene.materials.size(); ++i) {
        const Material& m = scene.materials[i];
        fmt::format_to(to, "newmtl material_{}\nKd {:.4f} {:.4f} {:.4f}\nKs 0 0 0\nPr {:.3f}\nKe {:.3f} {:.3f} {:.3f}\nillum 1\n", i, m.baseColor.x(),
                       m.baseColor.y(), m.baseColor.z(), m.roughness, m.emission, m.emission, m.emission);
        if (m.texture >= 0)
            fmt::format_to(to, "map_Kd {}_texture_{}.png\n", stem, m.texture);
        fmt::format_to(to, "\n");
    }
    return fmt::to_string(out);
}

} // namespace

std::vector<std::filesystem::path> exportScene(const Scene& scene, const std::filesystem::path& folder, const std::string& stem)
{
    if (stem.empty() || plainName(stem) != stem)
        throw Error(stem, "is not a plain file name", "Use letters, digits, - and _");
    createFolder(folder);
    std::vector<std::filesystem::path> written = {folder / (stem + ".obj"), folder / (stem + ".mtl"), folder / (stem + ".json")};
    for (std::size_t i = 0; i < scene.textures.size(); ++i) {
        written.push_back(folder / fmt::format("{}_texture_{}.png", stem, i));
        writePng(written.back(), scene.textures[i]);
    }
    writeFileAtomic(written[1], mtlText(scene, stem));
    writeJson(written[2], sceneLabelsToJson(scene));
    writeFileAtomic(written[0], objText(scene, stem)); // last: an OBJ is never without what it names
    return written;
}

} // namespace w2v
