#include "core/base/Digest.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <vector>

#include <openssl/evp.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

[[noreturn]] void unavailable()
{
    throw Error("SHA-256", "is not available in this OpenSSL");
}

std::string hexadecimal(const std::array<unsigned char, EVP_MAX_MD_SIZE>& digest, unsigned int size)
{
    static constexpr char kHex[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text += kHex[digest[i] >> 4];
        text += kHex[digest[i] & 15];
    }
    return text;
}

} // namespace

std::string sha256(std::string_view bytes)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        unavailable();
    return hexadecimal(digest, size);
}

std::string sha256File(const std::filesystem::path& path, std::uintmax_t ends)
{
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file)
        throw Error(path.string(), "cannot be opened", "Check that it exists and may be read");
    const auto total = static_cast<std::uintmax_t>(file.tellg());
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1)
        unavailable();
    std::vector<char> piece(1 << 20);
    const auto take = [&](std::uintmax_t begin, std::uintmax_t end) {
        file.seekg(static_cast<std::streamoff>(begin));
        for (std::uintmax_t at = begin; at < end;) {
            const auto wanted = static_cast<std::streamsize>(std::min<std::uintmax_t>(piece.size(), end - at));
            if (!file.read(piece.data(), wanted))
                throw Error(path.string(), "cannot be read to its end");
            EVP_DigestUpdate(context.get(), piece.data(), static_cast<std::size_t>(wanted));
            at += static_cast<std::uintmax_t>(wanted);
        }
    };
    if (ends == 0 || total <= 2 * ends) {
        take(0, total);
    } else {
        take(0, ends);
        take(total - ends, total);
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(context.get(), digest.data(), &size);
    return hexadecimal(digest, size);
}

} // namespace w2v
