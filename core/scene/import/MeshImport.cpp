#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <assimp/DefaultIOSystem.h>
#include <assimp/GltfMaterial.h>
#include <assimp/Importer.hpp>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/image/ImageIo.h"
#include "core/scene/SceneJson.h"
#include "core/scene/import/Importers.h"

namespace w2v {

namespace {

constexpr std::uintmax_t kMaxMeshBytes = 1ull << 30;
constexpr std::uint64_t kMaxElements = 20'000'000; ///< vertices or triangles
constexpr std::size_t kMaxTextures = 512;

/// Lets the importer open regular files below the mesh's own folder only: a mesh file names others, and it is not trusted.
class FolderIo : public Assimp::DefaultIOSystem {
public:
    explicit FolderIo(fs::path root) : m_root(std::move(root)) {}

    bool Exists(const char* file) const override { return allowed(file).has_value(); }
    Assimp::IOStream* Open(const char* file, const char* mode) override
    {
        const auto path = allowed(file);
        return path && mode && mode[0] == 'r' ? DefaultIOSystem::Open(path->c_str(), mode) : nullptr;
    }

private:
    std::optional<fs::path> allowed(const char* file) const
    {
        std::error_code code;
        const fs::path full = fs::weakly_canonical(fs::path(file).is_absolute() ? fs::path(file) : m_root / file, code);
        const fs::path relative = full.lexically_relative(m_root);
        if (code || relative.empty() || *relative.begin() == ".." || !fs::is_regular_file(full, code)
            || fs::file_size(full, code) > kMaxMeshBytes)
            return std::nullopt;
        return full;
    }

    fs::path m_root;
};

Eigen::Vector3f toVector(const aiVector3D& v)
{
    return {v.x, v.y, v.z};
}

/// "Sofa_012.001" becomes "sofa"; names that say nothing become empty.
std::string labelFromNode(std::string name)
{
    name = name.substr(0, name.find("__"));
    for (char& c : name)
        c = c == '_' || c == '.' || c == '-' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const std::size_t last = name.find_last_not_of(" 0123456789");
    name.erase(last == std::string::npos ? 0 : last + 1);
    name.erase(0, std::min(name.find_first_not_of(' '), name.size()));
    static constexpr const char* kEmpty[] = {"",       "root",     "scene",    "mesh",  "object", "default",  "node",      "group",     "g",        "model",
                                             "world",  "rootnode", "geometry", "defaultobject", "unlabelled", "assimp",    "sketchup",  "polygon",  "untitled"};
    return std::any_of(std::begin(kEmpty), std::end(kEmpty), [&](const char* e) { return name == e; }) ? std::string() : name.substr(0, 80);
}

bool isStructure(const std::string& label)
{
    static constexpr const char* kStructure[] = {"wall", "walls", "floor", "ceiling", "roof", "window", "door", "curtains", "room", "ground"};
    return std::any_of(std::begin(kStructure), std::end(kStructure), [&](const char* s) { return label == s; });
}

float toSrgb(float linear)
{
    return linear <= 0.0031308f ? 12.92f * linear : 1.055f * std::pow(std::min(linear, 1.0f), 1 / 2.4f) - 0.055f;
}

class Converter {
public:
    Converter(const aiScene& source, const fs::path& path, Scene& scene, std::vector<std::string>& warnings)
        : m_source(source), m_path(path), m_scene(scene), m_warnings(warnings)
    {
    }

    /// `restored`: instances come from a description beside the file, ids are in the object names.
    void run(bool restored, bool bakedLight)
    {
        m_restored = restored;
        m_bakedLight = bakedLight;
        std::uint64_t vertices = 0, faces = 0;
        for (unsigned i = 0; i < m_source.mNumMeshes; ++i) {
            vertices += m_source.mMeshes[i]->mNumVertices;
            faces += m_source.mMeshes[i]->mNumFaces;
        }
        if (vertices > kMaxElements || faces > kMaxElements)
            throw Error(m_path.string(), fmt::format("the mesh has {} vertices and {} faces; at most 20 million of each are read", vertices, faces), "Simplify it first");
        materials();
        node(*m_source.mRootNode, Eigen::Matrix4f::Identity(), 0);
        if (m_badTriangles > 0)
            m_warnings.push_back(fmt::format("{} triangles with wrong indices or coordinates that are not finite were left out.", m_badTriangles));
    }

private:
    void materials()
    {
        const std::string extension = m_path.extension().string();
        const bool linearColors = extension == ".gltf" || extension == ".glb";
        for (unsigned i = 0; i < m_source.mNumMaterials; ++i) {
            const aiMaterial& from = *m_source.mMaterials[i];
            Material to;
            aiString name;
            if (from.Get(AI_MATKEY_NAME, name) == AI_SUCCESS)
                to.name = name.C_Str();
            aiColor4D color(1, 1, 1, 1);
            if (from.Get(AI_MATKEY_BASE_COLOR, color) != AI_SUCCESS)
                from.Get(AI_MATKEY_COLOR_DIFFUSE, color);
            to.baseColor = {color.r, color.g, color.b};
            if (!to.baseColor.allFinite())
                to.baseColor.setOnes();
            to.baseColor = to.baseColor.cwiseMax(0.0f).cwiseMin(1.0f);
            if (linearColors)
                to.baseColor = to.baseColor.unaryExpr(&toSrgb);
            float roughness = 0.8f;
            if (from.Get(AI_MATKEY_ROUGHNESS_FACTOR, roughness) == AI_SUCCESS && std::isfinite(roughness))
                to.roughness = std::clamp(roughness, 0.0f, 1.0f);
            aiColor3D emissive(0, 0, 0);
            if (from.Get(AI_MATKEY_COLOR_EMISSIVE, emissive) == AI_SUCCESS && std::isfinite(emissive.r + emissive.g + emissive.b))
                to.emission = std::clamp(std::max({emissive.r, emissive.g, emissive.b}), 0.0f, 1.0f);
            aiString texture;
            if (from.GetTexture(aiTextureType_BASE_COLOR, 0, &texture) == AI_SUCCESS || from.GetTexture(aiTextureType_DIFFUSE, 0, &texture) == AI_SUCCESS)
                to.texture = textureIndex(texture);
            m_scene.materials.push_back(std::move(to));
        }
        if (m_scene.materials.empty())
            m_scene.materials.emplace_back();
    }

    int textureIndex(const aiString& name)
    {
        const std::string key = name.C_Str();
        if (const auto it = m_textures.find(key); it != m_textures.end())
            return it->second;
        int index = -1;
        try {
            if (m_scene.textures.size() >= kMaxTextures)
                throw Error(key, "more than 512 textures");
            m_scene.textures.push_back(loadTexture(key));
            index = static_cast<int>(m_scene.textures.size()) - 1;
        } catch (const Error& e) {
            m_warnings.push_back("A texture is missing: " + std::string(e.what()));
        }
        return m_textures[key] = index;
    }

    ColorImage loadTexture(const std::string& key) const
    {
        if (const aiTexture* embedded = m_source.GetEmbeddedTexture(key.c_str())) {
            if (embedded->mHeight == 0)
                return decodeColorImage({reinterpret_cast<const char*>(embedded->pcData), embedded->mWidth}, m_path.filename().string() + ":" + key);
            if (static_cast<std::int64_t>(embedded->mWidth) * embedded->mHeight > kMaxImagePixels)
                throw Error(key, "the embedded texture is too large");
            ColorImage image(static_cast<int>(embedded->mWidth), static_cast<int>(embedded->mHeight));
            for (std::size_t i = 0; i < image.pixels(); ++i) {
                image.data()[3 * i] = embedded->pcData[i].r;
                image.data()[3 * i + 1] = embedded->pcData[i].g;
                image.data()[3 * i + 2] = embedded->pcData[i].b;
            }
            return image;
        }
        std::string relative = key;
        std::replace(relative.begin(), relative.end(), '\\', '/');
        const fs::path folder = fs::absolute(m_path).parent_path();
        std::error_code code;
        // Exporters often store the path of their own machine: the bare file name is tried as well.
        if (fs::path(relative).is_absolute() || !fs::exists(folder / relative, code))
            relative = fs::path(relative).filename().string();
        return readColorImage(pathInside(folder, relative));
    }

    void node(const aiNode& from, const Eigen::Matrix4f& parent, int depth)
    {
        if (depth > 256)
            throw Error(m_path.string(), "the objects are nested more than 256 deep", "Flatten the hierarchy");
        Eigen::Matrix4f local;
        for (unsigned r = 0; r < 4; ++r)
            for (unsigned c = 0; c < 4; ++c)
                local(static_cast<int>(r), static_cast<int>(c)) = from.mTransformation[r][c];
        const Eigen::Matrix4f world = parent * local;
        if (from.mNumMeshes > 0) {
            const int instance = instanceFor(from);
            for (unsigned i = 0; i < from.mNumMeshes; ++i)
                if (from.mMeshes[i] < m_source.mNumMeshes)
                    mesh(*m_source.mMeshes[from.mMeshes[i]], world, instance);
        }
        for (unsigned i = 0; i < from.mNumChildren; ++i)
            node(*from.mChildren[i], world, depth + 1);
    }

    int instanceFor(const aiNode& from)
    {
        std::string name = from.mName.C_Str();
        if (m_restored) {
            const std::size_t mark = name.rfind("__");
            int id = 0;
            if (mark != std::string::npos)
                id = std::atoi(name.c_str() + mark + 2);
            return m_scene.findInstance(id) ? id : 0;
        }
        std::string label = labelFromNode(name);
        // Exporters often put a mesh node without a name of its own below the named one.
        if (label.empty() && from.mParent && from.mParent->mNumMeshes == 0 && from.mParent->mNumChildren == 1)
            label = labelFromNode(from.mParent->mName.C_Str());
        if (label.empty() || label == labelFromNode(m_path.stem().string()))
            return 0;
        Instance instance;
        instance.id = static_cast<int>(m_scene.instances.size()) + 1;
        instance.label = label;
        instance.structure = isStructure(label);
        m_scene.instances.push_back(instance);
        return instance.id;
    }

    void mesh(const aiMesh& from, const Eigen::Matrix4f& world, int instance)
    {
        Mesh to;
        to.instance = instance;
        to.material = from.mMaterialIndex < m_scene.materials.size() ? static_cast<int>(from.mMaterialIndex) : 0;
        const Eigen::Matrix3f normalMatrix = world.topLeftCorner<3, 3>().inverse().transpose();
        const bool mirrored = world.topLeftCorner<3, 3>().determinant() < 0;
        const unsigned n = from.mNumVertices;
        to.positions.resize(n);
        std::vector<bool> sound(n);
        for (unsigned i = 0; i < n; ++i) {
            const Eigen::Vector4f p = world * toVector(from.mVertices[i]).homogeneous();
            to.positions[i] = p.head<3>();
            sound[i] = p.allFinite();
            if (!sound[i])
                to.positions[i].setZero();
        }
        if (from.HasNormals()) {
            to.normals.resize(n);
            for (unsigned i = 0; i < n; ++i) {
                const Eigen::Vector3f normal = normalMatrix * toVector(from.mNormals[i]);
                to.normals[i] = normal.allFinite() && normal.squaredNorm() > 0 ? Eigen::Vector3f(normal.normalized()) : Eigen::Vector3f::UnitY();
            }
        }
        if (from.HasTextureCoords(0)) {
            to.uvs.resize(n);
            for (unsigned i = 0; i < n; ++i) {
                const Eigen::Vector2f uv(from.mTextureCoords[0][i].x, from.mTextureCoords[0][i].y);
                to.uvs[i] = uv.allFinite() ? uv : Eigen::Vector2f(Eigen::Vector2f::Zero());
            }
        }
        if (from.HasVertexColors(0)) {
            (m_bakedLight ? to.light.reserve(n) : to.colors.reserve(n));
            for (unsigned i = 0; i < n; ++i) {
                const aiColor4D& c = from.mColors[0][i];
                const Eigen::Vector3f color = Eigen::Vector3f(c.r, c.g, c.b).unaryExpr([](float x) { return std::isfinite(x) ? std::clamp(x, 0.0f, 2.0f) : 1.0f; });
                if (m_bakedLight)
                    to.light.push_back(color.x());
                else
                    to.colors.push_back(color);
            }
        }
        for (unsigned f = 0; f < from.mNumFaces; ++f) {
            const aiFace& face = from.mFaces[f];
            if (face.mNumIndices != 3)
                continue; // points and lines
            const unsigned a = face.mIndices[0], b = face.mIndices[mirrored ? 2 : 1], c = face.mIndices[mirrored ? 1 : 2];
            if (a >= n || b >= n || c >= n || !sound[a] || !sound[b] || !sound[c]) {
                ++m_badTriangles;
                continue;
            }
            to.indices.insert(to.indices.end(), {a, b, c});
        }
        if (!to.indices.empty())
            m_scene.meshes.push_back(std::move(to));
    }

    const aiScene& m_source;
    const fs::path& m_path;
    Scene& m_scene;
    std::vector<std::string>& m_warnings;
    std::map<std::string, int> m_textures;
    bool m_restored = false, m_bakedLight = false;
    std::uint64_t m_badTriangles = 0;
};

} // namespace

FileFrame importMesh(const fs::path& path, Scene& scene, std::vector<std::string>& warnings)
{
    std::error_code code;
    const std::string extension = lowerExtension(path);
    if (fs::file_size(path, code) == 0)
        throw Error(path.string(), "the file is empty", "Copy or export it again");
    const fs::path root = fs::weakly_canonical(fs::absolute(path).parent_path(), code);
    Assimp::Importer importer;
    importer.SetIOHandler(new FolderIo(root)); // owned by the importer
    importer.SetPropertyInteger(AI_CONFIG_PP_SBP_REMOVE, aiPrimitiveType_POINT | aiPrimitiveType_LINE);
    importer.SetPropertyBool(AI_CONFIG_PP_FD_REMOVE, true);
    const aiScene* source = importer.ReadFile((root / path.filename()).string(),
                                              aiProcess_Triangulate | aiProcess_GenSmoothNormals | aiProcess_SortByPType | aiProcess_GenUVCoords | aiProcess_FlipUVs);
    if (!source || !source->mRootNode || (source->mFlags & AI_SCENE_FLAGS_INCOMPLETE)) {
        std::string reason = importer.GetErrorString();
        throw Error(path.string(), "the mesh cannot be read (" + (reason.empty() ? std::string("incomplete") : reason) + ")", "Export it again, for example as glTF");
    }
    FileFrame frame;
    bool bakedLight = false;
    const fs::path description = fs::path(path).replace_extension(".json");
    if (extension == ".obj" && fs::is_regular_file(description, code)) {
        const Json json = readJson(description);
        frame.placed = sceneLabelsFromJson(json, description.string(), scene);
        bakedLight = frame.placed && json.value("baked_light", false);
    }
    Converter(*source, path, scene, warnings).run(frame.placed, bakedLight);
    if (scene.meshes.empty())
        throw Error(path.string(), "the mesh has no faces", "Export it with its faces; a cloud of points can be opened as PLY");
    if (extension == ".fbx" && source->mMetaData) {
        int up = 1;
        source->mMetaData->Get("UpAxis", up);
        frame.zUp = up == 2;
        double unit = 1.0;
        float unitFloat = 1.0f;
        if (!source->mMetaData->Get("UnitScaleFactor", unit) && source->mMetaData->Get("UnitScaleFactor", unitFloat))
            unit = unitFloat;
        frame.metersPerUnit = std::isfinite(unit) && unit > 0 ? static_cast<float>(unit / 100.0) : 0.01f; // FBX counts in centimetres
    }
    return frame;
}

} // namespace w2v
