#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/Rng.h"
#include "core/scene/Scene.h"
#include "core/scene/library/FurnitureCatalog.h"

namespace w2v {

/// A model of a library, ready to be placed: y up, x across, front towards +z, standing on y = 0 around x = z = 0, of the piece's size.
struct FurnitureModel {
    CatalogPiece piece;
    std::string label;   ///< the catalogue's name in lower case: what questions call it
    std::string library; ///< file name and the first twelve digits of its SHA-256
    std::vector<ColorImage> textures;
    std::vector<Material> materials;
    std::vector<Mesh> meshes;
};

/// Furniture in Sweet Home 3D's libraries (.sh3f: a zip file of OBJ models with PluginFurnitureCatalog.properties). Models are read when they
/// are first asked for; those that cannot be are passed over. Not for use from several threads at once.
class FurnitureLibrary {
public:
    /// A library file, or a folder whose .sh3f files (in the order of their names) are taken together. Throws Error when nothing usable is there.
    explicit FurnitureLibrary(const std::filesystem::path& path);
    ~FurnitureLibrary();

    /// The folder that Debian's package sweethome3d-furniture installs, when it is there; else empty.
    static std::filesystem::path installed();

    std::size_t pieces() const;
    const std::vector<std::string>& warnings() const { return m_warnings; }

    /// A model for a generated piece of this label and size (metres, width, depth, height), such that no side has to be scaled by more than a
    /// factor of 1.6 against the others; null when there is none. The same generator state gives the same model.
    std::shared_ptr<const FurnitureModel> pick(const std::string& label, double width, double depth, double height, Rng& rng);

    /// Who made what was picked since the last call and under which licence, one sentence each: belongs to the provenance.
    std::vector<std::string> takeCredits();

private:
    struct Source;
    struct Entry;
    std::shared_ptr<const FurnitureModel> load(Entry& entry);

    std::vector<std::unique_ptr<Source>> m_sources;
    std::vector<Entry> m_entries;
    std::vector<std::string> m_warnings;
    std::map<std::string, int> m_credits;
    std::size_t m_loadedTriangles = 0;
};

} // namespace w2v
