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

/// Parts in reading order.
Json contentOf(const AnswerRequest& request)
{
    std::vector<std::string_view> texts;
    std::string_view rest = request.prompt;
    for (std::size_t at = rest.find(kMark); at != std::string_view::npos; at = rest.find(kMark)) {
        texts.push_back(rest.substr(0, at));
        rest.remove_prefix(at + kMark.size());
    }
    texts.push_back(rest);
    if (texts.size() == 1)
        texts.insert(texts.begin(), request.images.size(), std::string_view());
    if (texts.size() - 1 != request.images.size())
        throw Error("question", fmt::format("has {} <image> marks for {} images", texts.size() - 1, request.images.size()));
    Json parts = Json::array();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!texts[i].empty())
            parts.push_back(textPart(texts[i]));
        if (i < request.images.size())
            parts.push_back(imagePart(request.images[i]));
    }
    return parts;
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

std::string chatBody(const ServerOptions& options, const AnswerRequest& request)
{
    Json body{{"model", options.model}, {"messages", {{{"role", "user"}, {"content", contentOf(request)}}}}};
    body[options.newTokensField ? "max_completion_tokens" : "max_tokens"] = options.maxTokens;
    if (options.temperature)
        body["temperature"] = *options.temperature;
    if (options.seed)
        body["seed"] = *options.seed;
    if (options.stream) {
        body["stream"] = true;
        body["stream_options"] = {{"include_usage", true}};
    }
    return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace w2v
