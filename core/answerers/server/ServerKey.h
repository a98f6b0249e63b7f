#pragma once
#include <string>
#include <string_view>

namespace w2v {

/// The key of a server: the environment variable W2V_API_KEY, else the entry of the system's keychain (Secret Service) with the attributes
/// `application` = "w2v" and `server` = the address as it was given; empty when neither is there. It is read from nowhere else.
std::string serverKey(const std::string& server);

/// Puts the key into the keychain, in place of an earlier one; it is written nowhere else. An empty key takes the entry out. May wait for
/// a person who unlocks the keychain. Throws Error when there is no keychain or it refuses.
void keepServerKey(const std::string& server, const std::string& key);

/// The text with every occurrence of the key replaced by "[key]": servers repeat what they were sent.
std::string withoutKey(std::string text, const std::string& key);

/// The same for a text that comes in pieces: what may be the beginning of the key is held back until more is known.
class KeyFilter {
public:
    explicit KeyFilter(std::string key) : m_key(std::move(key)) {}
    std::string pass(std::string_view piece);
    std::string rest() { return std::move(m_held); } ///< once no more will come

private:
    std::string m_key, m_held;
};

} // namespace w2v
