#include "core/scene/library/FurnitureCatalog.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <sstream>

#include <Eigen/LU>
#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {
namespace {

constexpr std::size_t kMostProperties = 1'000'000, kMostPieces = 100'000;

void appendUtf8(std::string& text, unsigned code)
{
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xC0 | code >> 6);
        text += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        text += static_cast<char>(0xE0 | code >> 12);
        text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (code & 0x3F));
    }
}

/// From `at` to the end or, for a key, to the first separator that is not escaped.
std::string unescaped(const std::string& line, std::size_t& at, bool key)
{
    std::string text;
    for (; at < line.size(); ++at) {
        const char c = line[at];
        if (key && (c == '=' || c == ':' || c == ' ' || c == '\t'))
            break;
        if (c != '\\' || at + 1 == line.size()) {
            appendUtf8(text, static_cast<unsigned char>(c));
            continue;
        }
        const char next = line[++at];
        unsigned code = 0;
        if (next == 'u' && at + 4 < line.size()
            && std::from_chars(line.data() + at + 1, line.data() + at + 5, code, 16).ptr == line.data() + at + 5) {
            appendUtf8(text, code >= 0xD800 && code < 0xE000 ? 0xFFFDu : code); // halves of a pair say nothing here
            at += 4;
        } else {
            text += next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next;
        }
    }
    return text;
}

std::optional<double> number(const std::map<std::string, std::string>& properties, const std::string& key)
{
    const auto at = properties.find(key);
    if (at == properties.end())
        return std::nullopt;
    double value = 0;
    const char* end = at->second.data() + at->second.size();
    const auto [stop, error] = std::from_chars(at->second.data(), end, value);
    return error == std::errc() && stop == end && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

std::map<std::string, std::string> parseProperties(const std::string& text, const std::string& subject)
{
    std::map<std::string, std::string> properties;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto trim = [](std::string& s) {
            while (!s.empty() && s.back() == '\r')
                s.pop_back();
            s.erase(0, std::min(s.find_first_not_of(" \t\f"), s.size()));
        };
        trim(line);
        if (line.empty() || line[0] == '#' || line[0] == '!')
            continue;
        // An odd number of '\' at the end: the next line belongs to this one.
        const auto goesOn = [&] {
            std::size_t slashes = 0;
            while (slashes < line.size() && line[line.size() - 1 - slashes] == '\\')
                ++slashes;
            return slashes % 2 == 1;
        };
        for (std::string next; goesOn() && std::getline(lines, next);) {
            trim(next);
            line.pop_back();
            line += next;
        }
        std::size_t at = 0;
        const std::string key = unescaped(line, at, true);
        at = std::min(line.find_first_not_of(" \t", at), line.size());
        if (at < line.size() && (line[at] == '=' || line[at] == ':'))
            at = std::min(line.find_first_not_of(" \t", at + 1), line.size());
        if (properties.size() == kMostProperties)
            throw Error(subject, "it has more than a million entries");
        properties[key] = unescaped(line, at, false);
    }
    return properties;
}

std::vector<CatalogPiece> catalogPieces(const std::map<std::string, std::string>& properties, std::size_t& leftOut)
{
    std::vector<CatalogPiece> pieces;
    leftOut = 0;
    const auto text = [&](const std::string& key) {
        const auto at = properties.find(key);
        return at == properties.end() ? std::string() : at->second;
    };
    for (std::size_t i = 1; i <= kMostPieces; ++i) {
        const std::string end = fmt::format("#{}", i);
        if (!properties.contains(std::string("name") + end))
            break;
        CatalogPiece piece;
        piece.name = text(std::string("name") + end).substr(0, 80);
        piece.category = text(std::string("category") + end);
        piece.creator = text(std::string("creator") + end);
        piece.license = text(std::string("license") + end);
        piece.model = text(std::string("model") + end);
        piece.model.erase(0, std::min(piece.model.find_first_not_of('/'), piece.model.size()));
        constexpr double kCentimetre = 0.01;
        piece.width = kCentimetre * number(properties, std::string("width") + end).value_or(0);
        piece.depth = kCentimetre * number(properties, std::string("depth") + end).value_or(0);
        piece.height = kCentimetre * number(properties, std::string("height") + end).value_or(0);
        piece.elevation = kCentimetre * number(properties, std::string("elevation") + end).value_or(0);
        std::istringstream turn(text(std::string("modelRotation") + end));
        Eigen::Matrix3f rotation;
        for (int k = 0; k < 9; ++k)
            turn >> rotation(k / 3, k % 3);
        if (turn && rotation.allFinite() && std::abs(std::abs(rotation.determinant()) - 1) < 1e-2f)
            piece.rotation = rotation;
        std::string extension = piece.model.substr(std::min(piece.model.rfind('.'), piece.model.size()));
        std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) { return std::tolower(c); });
        const auto sound = [](double size) { return size >= 0.001 && size <= 20; };
        if (piece.name.empty() || extension != ".obj" || piece.model.find("..") != std::string::npos || !sound(piece.width) || !sound(piece.depth) || !sound(piece.height)
            || text(std::string("doorOrWindow") + end) == "true") {
            ++leftOut;
            continue;
        }
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

} // namespace w2v
