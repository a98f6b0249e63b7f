#pragma once
#include <map>
#include <string>
#include <vector>

#include <Eigen/Core>

namespace w2v {

/// One piece of a furniture library as its catalogue describes it.
struct CatalogPiece {
    std::string name, category, creator, license;
    std::string model;                    ///< path of the OBJ file in the archive, without a leading '/'
    double width = 0, depth = 0, height = 0, elevation = 0; ///< metres
    Eigen::Matrix3f rotation = Eigen::Matrix3f::Identity(); ///< of the model before its size is set
};

/// Java's properties: Latin-1 with \uXXXX escapes, '=' or ':' between key and value, '#' and '!' before comments, '\' at the end of a line
/// that goes on. Returned in UTF-8. Throws Error when there are more than a million.
std::map<std::string, std::string> parseProperties(const std::string& text, const std::string& subject);

/// The pieces of a PluginFurnitureCatalog.properties (name#1=..., model#1=..., width#1= in centimetres ...). Pieces without a name, an OBJ
/// model or a size between 1 mm and 20 m, doors and windows are left out and counted in `leftOut`.
std::vector<CatalogPiece> catalogPieces(const std::map<std::string, std::string>& properties, std::size_t& leftOut);

} // namespace w2v
