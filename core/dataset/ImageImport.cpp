#include "core/dataset/ImageImport.h"

#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/ImageIo.h"

namespace w2v {

namespace {

constexpr std::uintmax_t kMaxImageFile = 64u << 20;

} // namespace

std::string ImageImport::referenceTo(const std::string& path)
{
    const auto known = m_known.find(path);
    if (known != m_known.end())
        return known->second;
    const fs::path file = place(path);
    const std::string bytes = readFile(file, kMaxImageFile);
    (void)decodeColorImage(bytes, path); // the whole file must be sound, not only its header
    const std::string digest = sha256(bytes), stem = file.stem().string();
    if (ImageRef::parse("blob:" + stem) && stem != digest)
        throw Error(path, "is not the image its name says: the digest is " + digest.substr(0, 12) + "...");
    const std::string reference = ImageRef{m_project.putBlob(bytes), -1}.text();
    m_different.insert(reference);
    return m_known.emplace(path, reference).first->second;
}

fs::path ImageImport::place(const std::string& path) const
{
    if (path.starts_with("data:") || path.find("://") != std::string::npos)
        throw Error(path.substr(0, 40), "is no file: URLs and embedded images are not read", "Save the images as files");
    const fs::path given(path);
    if (!given.is_absolute())
        return pathInside(m_root, path);
    const fs::path inside = given.lexically_normal().lexically_relative(fs::absolute(m_root).lexically_normal());
    if (inside.empty() || *inside.begin() == "..")
        throw Error(path, "is outside the folder of the file", "Copy the images beside it, or use relative paths");
    return pathInside(m_root, inside.string());
}

} // namespace w2v
