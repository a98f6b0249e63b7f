#include <memory>
#include <string_view>
#include <vector>

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include "core/answerers/server/ServerAnswerer.h"
#include "core/base/Error.h"
#include "core/image/ImageIo.h"

namespace w2v {

namespace {

constexpr std::string_view kMark = "<image>";

std::string base64(const std::string& bytes)
{
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0'); // EVP_EncodeBlock ends it with a zero
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

Json imagePart(const ColorImage& image)
{
    return {{"type", "image_url"}, {"image_url", {{"url", "data:image/png;base64," + base64(encodePng(image))}}}};
}

Json textPart(std::string_view text)
{
    return {{"type", "text"}, {"text", std::string(text)}};
}

/// Parts in reading order; `images` gives as many of its pictures as the text has marks, from `at` on.
Json contentOf(const std::string& text, const std::vector<ColorImage>& images, std::size_t& at)
{
    Json parts = Json::array();
    std::string_view rest = text;
    for (std::size_t mark = rest.find(kMark); mark != std::string_view::npos; mark = rest.find(kMark)) {
        if (mark > 0)
            parts.push_back(textPart(rest.substr(0, mark)));
        if (at < images.size())
            parts.push_back(imagePart(images[at]));
        ++at;
        rest.remove_prefix(mark + kMark.size());
    }
    if (!rest.empty())
        parts.push_back(textPart(rest));
    return parts;
}

Json messagesOf(const VlmQuery& query)
{
    Json messages = Json::array();
    if (query.system)
        messages.push_back({{"role", "system"}, {"content", *query.system}});
    std::size_t image = 0;
    for (const VlmTurn& turn : query.earlier)
        messages.push_back({{"role", turn.role}, {"content", turn.role == "user" ? contentOf(turn.text, query.images, image) : Json(turn.text)}});
    Json content = contentOf(query.question, query.images, image);
    if (image == 0 && !query.images.empty()) { // no mark anywhere: the pictures come first
        Json pictures = Json::array();
        for (; image < query.images.size(); ++image)
            pictures.push_back(imagePart(query.images[image]));
        pictures.insert(pictures.end(), content.begin(), content.end());
        content = std::move(pictures);
    }
    if (image != query.images.size())
        throw Error("question", fmt::format("has {} <image> marks for {} images", image, query.images.size()));
    messages.push_back({{"role", "user"}, {"content", std::move(content)}});
    return messages;
}

} // namespace

std::string chatUrl(const std::string& server)
{
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), curl_url_cleanup);
    const auto part = [&](CURLUPart which) {
        char* text = nullptr;
        const bool found = curl_url_get(url.get(), which, &text, 0) == CURLUE_OK;
        const std::string value = found ? text : "";
        curl_free(text);
        return value;
    };
    if (!url || curl_url_set(url.get(), CURLUPART_URL, server.c_str(), 0) != CURLUE_OK)
        throw Error("server", "\"" + server + "\" is no address", "Give for example http://localhost:8000");
    if (!part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty())
        throw Error("server", "the address holds a user name or password, which would be stored with the replies",
                    "Leave it out; give a key in W2V_API_KEY or the keychain");
    const std::string scheme = part(CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https")
        throw Error("server", "\"" + server + "\" is neither http nor https", "Give for example http://localhost:8000");
    if (!part(CURLUPART_QUERY).empty() || !part(CURLUPART_FRAGMENT).empty())
        throw Error("server", "the address has a query or fragment", "Give for example http://localhost:8000");
    constexpr std::string_view kChat = "/chat/completions";
    std::string path = server;
    while (path.ends_with('/'))
        path.pop_back();
    if (path.ends_with(kChat))
        return path;
    return path + (path.ends_with("/v1") ? "" : "/v1") + std::string(kChat);
}

std::string chatBody(const ServerOptions& options, const VlmQuery& query, const Json& sampling)
{
    Json body{{"model", options.model}, {"messages", messagesOf(query)}};
    body[options.newTokensField ? "max_completion_tokens" : "max_tokens"] = options.maxTokens;
    if (options.temperature)
        body["temperature"] = *options.temperature;
    if (options.seed)
        body["seed"] = *options.seed;
    if (options.stream) {
        body["stream"] = true;
        body["stream_options"] = {{"include_usage", true}};
    }
    body.update(sampling);
    return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace w2v
