#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/base/Error.h"
#include "core/base/Json.h"

namespace w2v {

/// Reads the fields of JSON that came from outside. Every function throws Error naming `subject` and the field when the
/// field is missing, of another type or out of range; nothing is converted silently.
class JsonFields {
public:
    JsonFields(const Json& object, std::string subject) : m_object(object), m_subject(std::move(subject))
    {
        if (!object.is_object())
            throw Error(m_subject, "is not a JSON object");
    }

    const std::string& subject() const { return m_subject; }

    bool has(const char* key) const
    {
        const auto it = m_object.find(key);
        return it != m_object.end() && !it->is_null();
    }

    const Json& at(const char* key) const
    {
        const auto it = m_object.find(key);
        if (it == m_object.end() || it->is_null())
            throw Error(m_subject, std::string("the field \"") + key + "\" is missing");
        return *it;
    }

    /// A finite number.
    double number(const char* key) const { return finite(at(key), key); }
    double number(const char* key, double fallback) const { return has(key) ? number(key) : fallback; }

    std::int64_t integer(const char* key, std::int64_t low, std::int64_t high) const
    {
        const Json& value = at(key);
        const bool fits = value.is_number_unsigned() ? value.get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX)
                                                     : value.is_number_integer();
        if (!fits || value.get<std::int64_t>() < low || value.get<std::int64_t>() > high)
            throw Error(m_subject, std::string("\"") + key + "\" is not a whole number from " + std::to_string(low) + " to " +
                                       std::to_string(high));
        return value.get<std::int64_t>();
    }

    bool boolean(const char* key, bool fallback) const
    {
        if (!has(key))
            return fallback;
        if (!at(key).is_boolean())
            throw Error(m_subject, std::string("\"") + key + "\" is neither true nor false");
        return at(key).get<bool>();
    }

    std::string text(const char* key) const
    {
        if (!at(key).is_string())
            throw Error(m_subject, std::string("\"") + key + "\" is not a text");
        return at(key).get<std::string>();
    }
    std::string text(const char* key, const std::string& fallback) const { return has(key) ? text(key) : fallback; }

    /// An array of `minSize` to `maxSize` entries.
    const Json& array(const char* key, std::size_t minSize, std::size_t maxSize) const
    {
        const Json& value = at(key);
        if (!value.is_array() || value.size() < minSize || value.size() > maxSize)
            throw Error(m_subject, std::string("\"") + key + "\" is not a list of " + std::to_string(minSize) + " to " +
                                       std::to_string(maxSize) + " entries");
        return value;
    }

    double finite(const Json& value, const char* key) const
    {
        if (!value.is_number() || !std::isfinite(value.get<double>()))
            throw Error(m_subject, std::string("\"") + key + "\" holds something that is not a finite number");
        return value.get<double>();
    }

private:
    const Json& m_object;
    std::string m_subject;
};

} // namespace w2v
