#include "core/scene/library/FurnitureLibrary.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/ImageResize.h"
#include "core/scene/import/Importers.h"
#include "core/scene/library/ZipArchive.h"

namespace w2v {

namespace {

constexpr std::uint64_t kMostCatalog = 16u << 20, kMostFile = 64u << 20, kMostModel = 192u << 20;
constexpr std::size_t kMostFiles = 200, kMostTriangles = 40'000, kMostLoaded = 3'000'000, kMostLibrary = 2048u << 20u;
constexpr int kMostTexture = 512;  // pixels a side
constexpr double kMostStretch = 1.6;

/// What a generated piece may be in a catalogue: any of `words` in the name, none of `not_`.
struct Kind {
    const char* label;
    std::vector<const char*> words, not_;
};

const std::vector<Kind>& kinds()
{
    static const std::vector<Kind> kKinds = {
        {"sofa", {"sofa", "couch"}, {"corner", "table"}},
        {"armchair", {"armchair", "relax chair"}, {"ottoman"}},
        {"chair", {"chair"}, {"arm", "office", "relax", "rocking", "high", "wheel", "deck", "table", "desk"}},
        {"office chair", {"office chair", "desk chair"}, {}},
        {"stool", {"stool"}, {}},
        {"ottoman", {"ottoman", "pouf"}, {}},
        {"bed", {"bed"}, {"bedside", "bedroom", "baby"}},
        {"dining table", {"table"}, {"bedside", "coffee", "lamp", "pool", "football", "tennis", "side", "fan", "night", "chair", "cloth", "desk"}},
        {"coffee table", {"coffee table", "low table"}, {}},
        {"side table", {"side table", "end table"}, {"bed"}},
        {"desk", {"desk"}, {"lamp", "chair"}},
        {"nightstand", {"bedside", "night table", "nightstand"}, {"lamp"}},
        {"tv stand", {"television cabinet", "tv stand", "tv cabinet", "tv unit"}, {}},
        {"wardrobe", {"wardrobe", "closet"}, {}},
        {"bookshelf", {"bookcase", "shelves", "bookshelf"}, {}},
        {"cabinet", {"cabinet", "sideboard", "cupboard"}, {"television", "tv", "medicine"}},
        {"dresser", {"dresser", "chest of drawers", "chest"}, {}},
        {"fridge", {"fridge", "refrigerator"}, {}},
        {"floor lamp", {"floor lamp", "standing lamp", "pedestal", "halogen lamp"}, {"park", "street"}},
        {"table lamp", {"little lamp", "table lamp", "desk lamp", "bedside lamp"}, {}},
        {"plant", {"plant", "ficus", "bonsai", "palm"}, {}},
        {"vase", {"vase", "pottery", "jar"}, {"lamp"}},
        {"fruit bowl", {"bowl"}, {"toilet", "sugar"}},
        {"bin", {"trash can", "trashcan", "waste"}, {"park", "residential"}},
        {"basket", {"basket"}, {"ball"}},
        {"radiator", {"radiator"}, {}},
        {"television", {"tv", "television"}, {"stand", "cabinet", "unit"}},
    };
    return kKinds;
}

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return c < 128 ? std::tolower(c) : c; });
    return text;
}

bool suits(const std::string& name, const Kind& kind)
{
    const auto within = [&](const char* word) { return name.find(word) != std::string::npos; };
    return std::any_of(kind.words.begin(), kind.words.end(), within) && std::none_of(kind.not_.begin(), kind.not_.end(), within);
}

/// A folder of its own that vanishes with it.
class ScratchFolder {
public:
    ScratchFolder()
    {
        std::string pattern = (fs::temp_directory_path() / "w2v-model-XXXXXX").string();
        if (!::mkdtemp(pattern.data()))
            throw Error(pattern, "no folder can be made there", "Free some space or set TMPDIR");
        m_path = pattern;
    }
    ~ScratchFolder()
    {
        std::error_code code;
        fs::remove_all(m_path, code);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

/// The first line of a licence that says something.
std::string shortLicense(const std::string& text)
{
    std::string line;
    for (const char c : text) {
        if (c == '\n') {
            if (line.size() > 12)
                break;
            line.clear(); // a heading
        }
        if (static_cast<unsigned char>(c) >= 32)
            line += c;
        if (line.size() >= 160)
            break;
    }
    return line;
}

ColorImage shrunk(const ColorImage& image)
{
    const double scale = static_cast<double>(kMostTexture) / std::max(image.width(), image.height());
    if (scale >= 1)
        return image;
    return resizeArea(image, std::max(1, static_cast<int>(image.width() * scale)), std::max(1, static_cast<int>(image.height() * scale)));
}

} // namespace

struct FurnitureLibrary::Source {
    explicit Source(const fs::path& path) : archive(path), name(path.filename().string()) {}
    ZipArchive archive;
    std::string name, license;
};

struct FurnitureLibrary::Entry {
    Source* source = nullptr;
    CatalogPiece piece;
    std::string label;
    bool broken = false;
    std::shared_ptr<const FurnitureModel> model;
};

FurnitureLibrary::FurnitureLibrary(const fs::path& path)
{
    std::vector<fs::path> files;
    std::error_code code;
    if (fs::is_directory(path, code)) {
        for (const auto& entry : fs::directory_iterator(path, code))
            if (lowered(entry.path().extension().string()) == ".sh3f")
                files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        if (files.empty())
            throw Error(path.string(), "there is no .sh3f file in it", "Name a furniture library of Sweet Home 3D, or install sweethome3d-furniture");
    } else {
        files.push_back(path);
    }
    constexpr const char* kCatalog = "PluginFurnitureCatalog.properties";
    for (const fs::path& file : files) {
        auto source = std::make_unique<Source>(file);
        if (!source->archive.has(kCatalog))
            throw Error(file.string(), fmt::format("there is no {} in it", kCatalog), "Name a furniture library of Sweet Home 3D (.sh3f)");
        std::size_t leftOut = 0;
        const std::string subject = fmt::format("{}:{}", file.string(), kCatalog);
        for (CatalogPiece& piece : catalogPieces(parseProperties(source->archive.read(kCatalog, kMostCatalog), subject), leftOut)) {
            Entry entry;
            entry.source = source.get();
            entry.label = lowered(piece.name);
            entry.piece = std::move(piece);
            m_entries.push_back(std::move(entry));
        }
        if (leftOut)
            m_warnings.push_back(fmt::format("{}: {} pieces that are doors, windows or no OBJ model of a sensible size were left out.", source->name, leftOut));
        for (const char* license : {"LICENSE.TXT", "LICENSE.txt", "license.txt"})
            if (source->archive.has(license)) {
                source->license = shortLicense(source->archive.read(license, kMostCatalog));
                break;
            }
        source->name = fmt::format("{} {}", source->name, sha256(readFile(file, kMostLibrary)).substr(0, 12));
        m_sources.push_back(std::move(source));
    }
    if (m_entries.empty())
        throw Error(path.string(), "its catalogue names no usable piece", "Name another furniture library");
}

FurnitureLibrary::~FurnitureLibrary() = default;

fs::path FurnitureLibrary::installed()
{
    const fs::path folder = "/usr/share/sweethome3d/furniture";
    std::error_code code;
    return fs::is_directory(folder, code) ? folder : fs::path();
}

std::size_t FurnitureLibrary::pieces() const
{
    return m_entries.size();
}

std::shared_ptr<const FurnitureModel> FurnitureLibrary::pick(const std::string& label, double width, double depth, double height, Rng& rng)
{
    const auto kind = std::find_if(kinds().begin(), kinds().end(), [&](const Kind& k) { return label == k.label; });
    if (kind == kinds().end())
        return nullptr;
    std::vector<Entry*> fitting;
    for (Entry& entry : m_entries) {
        if (entry.broken || !suits(entry.label, *kind))
            continue;
        const double scales[] = {width / entry.piece.width, depth / entry.piece.depth, height / entry.piece.height};
        const auto [least, most] = std::minmax_element(std::begin(scales), std::end(scales));
        if (*least > 0 && *most <= kMostStretch * *least && *most < 2.5 && *least > 0.4)
            fitting.push_back(&entry);
    }
    while (!fitting.empty()) {
        const auto at = static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(fitting.size()) - 1));
        if (auto model = load(*fitting[at])) {
            const CatalogPiece& piece = model->piece;
            const std::string license = piece.license.empty() ? fitting[at]->source->license : piece.license;
            ++m_credits[fmt::format("{} by {} from {}{}{}", piece.name, piece.creator.empty() ? "an unnamed author" : piece.creator, model->library,
                                    license.empty() ? "" : ": ", license)];
            return model;
        }
        fitting.erase(fitting.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return nullptr;
}

std::vector<std::string> FurnitureLibrary::takeCredits()
{
    std::vector<std::string> all;
    for (const auto& [text, count] : std::exchange(m_credits, {}))
        all.push_back(text);
    return all;
}

std::shared_ptr<const FurnitureModel> FurnitureLibrary::load(Entry& entry)
{
    if (entry.model || entry.broken)
        return entry.model;
    try {
        const ZipArchive& archive = entry.source->archive;
        const std::string& file = entry.piece.model;
        const std::string folder = file.substr(0, file.find_last_of('/') == std::string::npos ? 0 : file.find_last_of('/') + 1);
        const ScratchFolder scratch;
        std::uint64_t whole = 0;
        std::size_t files = 0;
        for (const ZipArchive::Entry& part : archive.entries()) {
            if (!part.name.starts_with(folder) || part.name.ends_with('/') || part.name.find('/', folder.size()) != std::string::npos)
                continue;
            const std::string extension = lowered(fs::path(part.name).extension().string());
            if (extension != ".obj" && extension != ".mtl" && extension != ".png" && extension != ".jpg" && extension != ".jpeg" && extension != ".bmp"
                && extension != ".gif")
                continue;
            whole += part.bytes;
            if (++files > kMostFiles || whole > kMostModel)
                throw Error(file, "the model has too many files or is too large");
            // Only a bare name is used, so nothing can be written outside.
            const fs::path to = pathInside(scratch.path(), fs::path(part.name).filename().string());
            writeFileAtomic(to, archive.read(part.name, kMostFile));
        }
        std::vector<std::string> warnings;
        Scene scene = importScene(scratch.path() / fs::path(file).filename(), warnings);
        auto model = std::make_shared<FurnitureModel>();
        model->piece = entry.piece;
        model->label = entry.label;
        model->library = entry.source->name;
        std::size_t triangles = 0;
        Eigen::AlignedBox3f box;
        Eigen::Matrix3f turn = Eigen::Matrix3f::Identity();
        turn.diagonal() << 1, -1, -1; // back to y up
        turn = entry.piece.rotation * turn;
        for (Mesh& mesh : scene.meshes) {
            triangles += mesh.indices.size() / 3;
            for (Eigen::Vector3f& p : mesh.positions)
                p = turn * p;
            for (Eigen::Vector3f& n : mesh.normals)
                n = turn * n;
            for (const std::uint32_t i : mesh.indices)
                box.extend(mesh.positions[i]);
        }
        const Eigen::Vector3f size = box.sizes();
        if (triangles > kMostTriangles || !(size.minCoeff() > 1e-6f))
            throw Error(file, "the model has too many triangles or no volume");
        const Eigen::Vector3f wanted(static_cast<float>(entry.piece.width), static_cast<float>(entry.piece.height), static_cast<float>(entry.piece.depth));
        const Eigen::Vector3f foot(box.center().x(), box.min().y(), box.center().z()), scale = wanted.cwiseQuotient(size);
        for (Mesh& mesh : scene.meshes) {
            for (Eigen::Vector3f& p : mesh.positions)
                p = scale.cwiseProduct(p - foot);
            for (Eigen::Vector3f& n : mesh.normals)
                n = Eigen::Vector3f(n.cwiseQuotient(scale)).normalized();
        }
        for (ColorImage& texture : scene.textures)
            texture = shrunk(texture);
        model->textures = std::move(scene.textures);
        model->materials = std::move(scene.materials);
        model->meshes = std::move(scene.meshes);
        if (m_loadedTriangles + triangles > kMostLoaded) { // rooms keep what they need; the rest is read again
            for (Entry& other : m_entries)
                other.model.reset();
            m_loadedTriangles = 0;
        }
        m_loadedTriangles += triangles;
        entry.model = std::move(model);
    } catch (const Error& error) {
        entry.broken = true;
        m_warnings.push_back(fmt::format("A model was passed over: {}", error.what()));
    }
    return entry.model;
}

} // namespace w2v
