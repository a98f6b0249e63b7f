#include "core/answerers/server/ServerKey.h"

#include <cstdlib>

#include <libsecret/secret.h>

namespace w2v {

std::string serverKey(const std::string& server)
{
    if (const char* key = std::getenv("W2V_API_KEY"); key && *key)
        return key;
    // Without a session bus there is no keychain, and asking for it would only start one.
    if (!std::getenv("DBUS_SESSION_BUS_ADDRESS"))
        return {};
    static const SecretSchema schema = {"org.world2vlm.Server", SECRET_SCHEMA_DONT_MATCH_NAME,
                                        {{"application", SECRET_SCHEMA_ATTRIBUTE_STRING}, {"server", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                         {nullptr, SECRET_SCHEMA_ATTRIBUTE_STRING}},
                                        0, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
    GError* error = nullptr;
    gchar* found = secret_password_lookup_sync(&schema, nullptr, &error, "application", "w2v", "server", server.c_str(), nullptr);
    if (error)
        g_error_free(error); // no keychain on this system is no key
    if (!found)
        return {};
    std::string key(found);
    secret_password_free(found);
    return key;
}

std::string withoutKey(std::string text, const std::string& key)
{
    if (!key.empty())
        for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at))
            text.replace(at, key.size(), "[key]");
    return text;
}

} // namespace w2v
