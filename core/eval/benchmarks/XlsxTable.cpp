#include "core/eval/benchmarks/XlsxTable.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

#include <expat.h>
#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/scene/library/ZipArchive.h"

namespace w2v {

namespace {

constexpr std::uint64_t kLargestPart = 64u << 20; ///< bytes
constexpr int kMostRows = 100'000, kMostColumns = 1000;

using Attributes = std::map<std::string, std::string>;

/// Reads a part of the workbook; names are handed on without their namespace's prefix.
class XmlPart {
public:
    virtual ~XmlPart() = default;
    virtual void begin(std::string_view name, const Attributes& attributes) = 0;
    virtual void end(std::string_view name) = 0;
    virtual void text(std::string_view text) = 0;

    void parse(const std::string& bytes, const std::string& subject)
    {
        const std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr), &XML_ParserFree);
        if (!parser)
            throw std::bad_alloc();
        m_parser = parser.get();
        m_subject = subject;
        XML_SetUserData(m_parser, this);
        XML_SetElementHandler(m_parser, &XmlPart::beginElement, &XmlPart::endElement);
        XML_SetCharacterDataHandler(m_parser, [](void* self, const XML_Char* text, int size) {
            static_cast<XmlPart*>(self)->guarded([&](XmlPart& part) { part.text({text, static_cast<std::size_t>(size)}); });
        });
        // Workbooks have no document type: with one come entities that grow without bound.
        XML_SetStartDoctypeDeclHandler(m_parser, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
            static_cast<XmlPart*>(self)->guarded([](XmlPart& part) { throw Error(part.m_subject, "has a document type, which no workbook has"); });
        });
        const XML_Status status = XML_Parse(m_parser, bytes.data(), static_cast<int>(bytes.size()), 1);
        if (m_failure)
            std::rethrow_exception(m_failure);
        if (status != XML_STATUS_OK)
            throw Error(m_subject, fmt::format("line {}: {}", XML_GetCurrentLineNumber(m_parser), XML_ErrorString(XML_GetErrorCode(m_parser))), "The workbook is damaged");
    }

private:
    /// Exceptions must not cross the parser, which is C.
    template <class Work>
    void guarded(const Work& work)
    {
        if (m_failure)
            return;
        try {
            work(*this);
        } catch (...) {
            m_failure = std::current_exception();
            XML_StopParser(m_parser, XML_FALSE);
        }
    }

    static std::string_view plain(std::string_view name)
    {
        const std::size_t colon = name.rfind(':');
        return colon == std::string_view::npos ? name : name.substr(colon + 1);
    }

    static void beginElement(void* self, const XML_Char* name, const XML_Char** attributes)
    {
        static_cast<XmlPart*>(self)->guarded([&](XmlPart& part) {
            Attributes named;
            for (; *attributes; attributes += 2)
                named[std::string(plain(attributes[0]))] = attributes[1];
            part.begin(plain(name), named);
        });
    }

    static void endElement(void* self, const XML_Char* name)
    {
        static_cast<XmlPart*>(self)->guarded([&](XmlPart& part) { part.end(plain(name)); });
    }

    XML_Parser m_parser = nullptr;
    std::string m_subject;
    std::exception_ptr m_failure;
};

/// "_x000D_" stands for a character that XML cannot hold.
std::string unescaped(const std::string& text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned code = 0;
        const bool form = text[i] == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_';
        if (form && std::from_chars(text.data() + i + 2, text.data() + i + 6, code, 16).ptr == text.data() + i + 6 && code < 0x80) {
            plain += static_cast<char>(code);
            i += 6;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

/// xl/sharedStrings.xml: texts that cells name by their place.
class SharedTexts : public XmlPart {
public:
    std::vector<std::string> texts;

    void begin(std::string_view name, const Attributes&) override
    {
        if (name == "si")
            texts.emplace_back();
        m_reading = name == "t" && !m_phonetic && !texts.empty();
        m_phonetic = m_phonetic || name == "rPh"; // how a text is said
    }
    void end(std::string_view name) override
    {
        m_reading = false;
        if (name == "rPh")
            m_phonetic = false;
        if (name == "si")
            texts.back() = unescaped(texts.back());
    }
    void text(std::string_view text) override
    {
        if (m_reading)
            texts.back() += text;
    }

private:
    bool m_reading = false, m_phonetic = false;
};

/// The place of the first sheet in the archive: xl/workbook.xml names it by an id, xl/_rels/workbook.xml.rels says where that is.
class FirstSheet : public XmlPart {
public:
    std::string id, target;

    void begin(std::string_view name, const Attributes& attributes) override
    {
        const auto value = [&](const char* key) {
            const auto at = attributes.find(key);
            return at == attributes.end() ? std::string() : at->second;
        };
        if (name == "sheet" && id.empty())
            id = value("id");
        if (name == "Relationship" && !id.empty() && value("Id") == id)
            target = value("Target");
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}
};

class Sheet : public XmlPart {
public:
    Sheet(const std::vector<std::string>& shared, const std::function<void(int, const std::vector<std::string>&)>& row, std::string subject)
        : m_shared(shared), m_row(row), m_subject(std::move(subject))
    {
    }

    void begin(std::string_view name, const Attributes& attributes) override
    {
        const auto value = [&](const char* key) {
            const auto at = attributes.find(key);
            return at == attributes.end() ? std::string() : at->second;
        };
        if (name == "row") {
            const std::string number = value("r");
            int given = m_number + 1;
            if (!number.empty() && std::from_chars(number.data(), number.data() + number.size(), given).ptr != number.data() + number.size())
                throw Error(m_subject, "a row is numbered \"" + number + '"');
            if (given <= m_number || given > kMostRows)
                throw Error(m_subject, fmt::format("row {} comes after row {}, or is beyond the {} that are read", given, m_number, kMostRows));
            m_number = given;
            m_cells.clear();
            m_column = 0;
        } else if (name == "c") {
            m_type = value("t");
            const std::string place = value("r");
            if (!place.empty())
                m_column = columnOf(place);
            if (m_column >= kMostColumns)
                throw Error(m_subject, fmt::format("row {} has more than {} columns", m_number, kMostColumns));
            m_text.clear();
        }
        m_reading = name == "v" || (name == "t" && m_type == "inlineStr");
    }

    void end(std::string_view name) override
    {
        m_reading = false;
        if (name == "c") {
            m_cells.resize(std::max(m_cells.size(), static_cast<std::size_t>(m_column) + 1));
            m_cells[static_cast<std::size_t>(m_column++)] = valueOf();
        } else if (name == "row") {
            m_row(m_number, m_cells);
        }
    }

    void text(std::string_view text) override
    {
        if (m_reading)
            m_text += text;
    }

private:
    int columnOf(const std::string& place) const
    {
        int column = 0;
        std::size_t i = 0;
        for (; i < place.size() && i < 4 && std::isalpha(static_cast<unsigned char>(place[i])); ++i)
            column = column * 26 + (std::toupper(static_cast<unsigned char>(place[i])) - 'A' + 1);
        if (i == 0)
            throw Error(m_subject, "a cell is at \"" + place + '"');
        return column - 1;
    }

    std::string valueOf() const
    {
        if (m_type == "s") {
            std::size_t place = m_shared.size();
            std::from_chars(m_text.data(), m_text.data() + m_text.size(), place);
            if (place >= m_shared.size())
                throw Error(m_subject, fmt::format("row {} names a text that is not there", m_number), "The workbook is damaged");
            return m_shared[place];
        }
        if (m_type == "str" || m_type == "inlineStr")
            return unescaped(m_text);
        if (m_type.empty() || m_type == "n") { // pandas writes whole numbers of a column with gaps as 3.0
            double number = 0;
            const auto [end, code] = std::from_chars(m_text.data(), m_text.data() + m_text.size(), number);
            constexpr double kExact = 9007199254740992.0;
            if (code == std::errc() && end == m_text.data() + m_text.size() && number == std::floor(number) && std::abs(number) < kExact)
                return fmt::format("{:.0f}", number);
        }
        return m_text;
    }

    const std::vector<std::string>& m_shared;
    const std::function<void(int, const std::vector<std::string>&)>& m_row;
    std::string m_subject, m_type, m_text;
    std::vector<std::string> m_cells;
    int m_number = 0, m_column = 0;
    bool m_reading = false;
};

} // namespace

void forEachXlsxRow(const std::filesystem::path& file, const std::function<void(int, const std::vector<std::string>&)>& row)
{
    const ZipArchive archive(file);
    const auto part = [&](const std::string& name) { return archive.read(name, kLargestPart); };
    const auto subject = [&](const std::string& name) { return file.string() + ":" + name; };
    constexpr const char *kBook = "xl/workbook.xml", *kRelations = "xl/_rels/workbook.xml.rels", *kShared = "xl/sharedStrings.xml";
    if (!archive.has(kBook))
        throw Error(file.string(), "is no workbook", "Give a file that VLMEvalKit wrote, .xlsx, .tsv or .json");
    FirstSheet first;
    first.parse(part(kBook), subject(kBook));
    first.parse(part(kRelations), subject(kRelations));
    if (first.target.empty())
        throw Error(file.string(), "has no sheet");
    const std::string name = first.target.starts_with('/') ? first.target.substr(1) : "xl/" + first.target;
    SharedTexts shared;
    if (archive.has(kShared))
        shared.parse(part(kShared), subject(kShared));
    Sheet sheet(shared.texts, row, subject(name));
    sheet.parse(part(name), subject(name));
}

} // namespace w2v
