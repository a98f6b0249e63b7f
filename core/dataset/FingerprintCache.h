#pragma once
#include <string>
#include <unordered_map>

#include "core/dataset/Project.h"
#include "core/image/ViewFingerprint.h"

namespace w2v {

/// The fingerprints of a project's pictures, kept in cache/fingerprints.bin of its folder: pictures never change under their reference,
/// and reading a hundred thousand of them again takes minutes. The file may be deleted; a damaged one is read up to the damage.
class FingerprintCache {
public:
    explicit FingerprintCache(const Project& project); ///< borrowed
    ~FingerprintCache();                               ///< saves what is new; what cannot be written is forgotten

    /// nullptr when the picture cannot be read.
    const ViewFingerprint* of(const std::string& reference);
    std::size_t size() const { return m_prints.size(); }
    void save();                                       ///< throws Error

private:
    const Project& m_project;
    std::unordered_map<std::string, ViewFingerprint> m_prints;
    bool m_changed = false;
};

} // namespace w2v
