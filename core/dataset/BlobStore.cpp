#include "core/dataset/BlobStore.h"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

#include "core/base/Digest.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/ImageIo.h"

namespace w2v {

namespace {

constexpr std::size_t kOpenPacks = 64;

/// Makes a rename in the folder durable.
void flushFolder(const fs::path& folder)
{
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        ::fsync(fd);
        ::close(fd);
    }
}

} // namespace

ImageRef requireImageRef(const std::string& reference)
{
    const std::optional<ImageRef> parsed = ImageRef::parse(reference);
    if (!parsed)
        throw Error(reference.empty() ? "image reference" : reference, "is not an image of this project",
                    "References read blob:<sha256> or blob:<sha256>#<frame>");
    return *parsed;
}

BlobStore::BlobStore(fs::path root) : m_root(std::move(root)) {}

fs::path BlobStore::path(const std::string& digest) const
{
    return m_root / requireImageRef("blob:" + digest).digest.substr(0, 2) / digest;
}

std::string BlobStore::put(std::string_view bytes)
{
    const std::string digest = sha256(bytes);
    const fs::path target = path(digest);
    const auto present = [&] {
        std::error_code code;
        return fs::is_regular_file(target, code) && fs::file_size(target, code) == bytes.size();
    };
    if (present())
        return digest;
    createFolder(target.parent_path());
    try {
        writeFileAtomic(target, bytes);
    } catch (const Error&) {
        if (!present()) // another thread of this process may have stored the same content meanwhile
            throw;
    }
    flushFolder(target.parent_path());
    return digest;
}

fs::path BlobStore::existing(const ImageRef& reference) const
{
    const fs::path file = path(reference.digest);
    std::error_code code;
    if (!fs::is_regular_file(file, code))
        throw Error(file.string(), "is missing: the project has lost these pixels", "Make the views again, or restore a copy");
    return file;
}

const FramePackReader& BlobStore::pack(const ImageRef& reference)
{
    const auto found = std::find_if(m_packs.begin(), m_packs.end(),
                                    [&](const OpenPack& open) { return open.digest == reference.digest; });
    if (found != m_packs.end()) {
        m_packs.splice(m_packs.begin(), m_packs, found);
    } else {
        m_packs.push_front({reference.digest, FramePackReader(existing(reference))});
        if (m_packs.size() > kOpenPacks)
            m_packs.pop_back();
    }
    return m_packs.front().reader;
}

ColorImage BlobStore::color(const std::string& reference)
{
    const ImageRef parsed = requireImageRef(reference);
    return parsed.frame >= 0 ? pack(parsed).color(parsed.frame) : readColorImage(existing(parsed));
}

DepthMap BlobStore::depth(const std::string& reference)
{
    const ImageRef parsed = requireImageRef(reference);
    return parsed.frame >= 0 ? pack(parsed).depth(parsed.frame) : DepthMap();
}

Mask BlobStore::observed(const std::string& reference)
{
    const ImageRef parsed = requireImageRef(reference);
    return parsed.frame >= 0 ? pack(parsed).observed(parsed.frame) : Mask();
}

} // namespace w2v
