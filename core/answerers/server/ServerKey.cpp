#include "core/answerers/server/ServerKey.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <libsecret/secret.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

const SecretSchema kSchema = {"org.world2vlm.Server", SECRET_SCHEMA_DONT_MATCH_NAME,
                              {{"application", SECRET_SCHEMA_ATTRIBUTE_STRING}, {"server", SECRET_SCHEMA_ATTRIBUTE_STRING},
                               {nullptr, SECRET_SCHEMA_ATTRIBUTE_STRING}},
                              0, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};

/// Without a session bus there is no keychain, and asking for it would only start one.
bool hasSessionBus()
{
    const char* const address = std::getenv("DBUS_SESSION_BUS_ADDRESS");
    return address && *address;
}

} // namespace

std::string serverKey(const std::string& server)
{
    if (const char* key = std::getenv("W2V_API_KEY"); key && *key)
        return key;
    if (!hasSessionBus())
        return {};
    GError* error = nullptr;
    gchar* found = secret_password_lookup_sync(&kSchema, nullptr, &error, "application", "w2v", "server", server.c_str(), nullptr);
    if (error)
        g_error_free(error); // no keychain on this system is no key
    if (!found)
        return {};
    std::string key(found);
    secret_password_free(found);
    return key;
}

void keepServerKey(const std::string& server, const std::string& key)
{
    const char* const advice = "Start a keychain (gnome-keyring, KWallet), or give the key in W2V_API_KEY";
    if (key.find_first_of("\r\n") != std::string::npos)
        throw Error("key", "has more than one line", "Give the key alone");
    if (!hasSessionBus())
        throw Error("keychain", "there is none: no session bus is running", advice);
    GError* error = nullptr;
    const bool kept = key.empty()
        ? (secret_password_clear_sync(&kSchema, nullptr, &error, "application", "w2v", "server", server.c_str(), nullptr), !error)
        : secret_password_store_sync(&kSchema, SECRET_COLLECTION_DEFAULT, ("World2VLM Workbench: " + server).c_str(), key.c_str(), nullptr, &error,
                                     "application", "w2v", "server", server.c_str(), nullptr);
    const std::string why = error ? error->message : "it refused";
    if (error)
        g_error_free(error);
    if (!kept)
        throw Error("keychain", why, advice);
}

std::string withoutKey(std::string text, const std::string& key)
{
    if (!key.empty())
        for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at))
            text.replace(at, key.size(), "[key]");
    return text;
}

std::string KeyFilter::pass(std::string_view piece)
{
    std::string text = withoutKey(std::exchange(m_held, {}) + std::string(piece), m_key);
    std::size_t held = std::min(text.size(), m_key.empty() ? 0 : m_key.size() - 1);
    while (held > 0 && !std::string_view(text).ends_with(std::string_view(m_key).substr(0, held)))
        --held;
    m_held = text.substr(text.size() - held);
    text.resize(text.size() - held);
    return text;
}

} // namespace w2v
