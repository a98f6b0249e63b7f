#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace w2v {

/// Where an image of a project is: "blob:<sha256>" (an encoded image file) or "blob:<sha256>#<index>" (frame <index> of a
/// frame pack, see FramePack.h). Blobs live in <project>/blobs/<first two digits>/<sha256>.
struct ImageRef {
    std::string digest;
    int frame = -1; ///< -1: the blob is an image file

    std::string text() const;
    static std::optional<ImageRef> parse(std::string_view text);
};

} // namespace w2v
