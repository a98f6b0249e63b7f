#pragma once
#include <string>

namespace w2v {

/// The key of a server: the environment variable W2V_API_KEY, else the entry of the system's keychain (Secret Service) with the attributes
/// `application` = "w2v" and `server` = the address as it was given; empty when neither is there. It is read from nowhere else and
/// written nowhere.
std::string serverKey(const std::string& server);

/// The text with every occurrence of the key replaced by "[key]": servers repeat what they were sent.
std::string withoutKey(std::string text, const std::string& key);

} // namespace w2v
