#pragma once
#include <filesystem>
#include <list>
#include <memory>
#include <string>
#include <string_view>

#include "core/dataset/FramePack.h"
#include "core/dataset/ImageRef.h"

namespace w2v {

/// The content-addressed files of a project: <root>/<first two digits>/<sha256>.
class BlobStore {
public:
    explicit BlobStore(std::filesystem::path root);

    std::string put(std::string_view bytes);
    std::filesystem::path path(const std::string& digest) const;

    /// The parts of a referenced frame; an image file has colour only. Throws Error for a malformed or dangling reference.
    ColorImage color(const std::string& reference);
    DepthMap depth(const std::string& reference);
    Mask observed(const std::string& reference);

private:
    const FramePackReader& pack(const ImageRef& reference);
    std::filesystem::path existing(const ImageRef& reference) const;

    struct OpenPack {
        std::string digest;
        FramePackReader reader;
    };
    std::filesystem::path m_root;
    std::list<OpenPack> m_packs; ///< most recently used first
};

/// Parses a reference or throws Error.
ImageRef requireImageRef(const std::string& reference);

} // namespace w2v
