#include "core/dataset/SimilarRecords.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/dataset/FingerprintCache.h"

namespace w2v {

namespace {

constexpr double kPictureWeight = 0.7, kTextWeight = 0.3;
constexpr std::size_t kRareWords = 6;          ///< of which one is enough to be proposed
constexpr std::int64_t kMostProposed = 20'000; ///< records of a word

using Words = std::map<std::string, int>;

std::string wordsText(const QaRecord& record)
{
    return record.question + '\n' + record.answer;
}

/// Lower-case words with how often they occur; numbers are all "#", image marks none.
Words wordsOf(const std::string& text)
{
    Words words;
    std::string word;
    const auto end = [&] {
        if (word.empty() || word == "image")
            word.clear();
        else
            ++words[word.find_first_not_of("0123456789.") == std::string::npos ? "#" : word];
        word.clear();
    };
    for (const char c : text) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80)
            word += c;
        else if (c == '.' && !word.empty() && word.find_first_not_of("0123456789.") == std::string::npos)
            word += c; // 0.5 is one number
        else if (c >= 'A' && c <= 'Z')
            word += static_cast<char>(c - 'A' + 'a');
        else
            end();
    }
    end();
    return words;
}

double shared(const Words& a, const Words& b)
{
    int both = 0, all = 0;
    for (const auto& [word, count] : a) {
        all += count;
        if (const auto other = b.find(word); other != b.end())
            both += std::min(count, other->second);
    }
    for (const auto& [word, count] : b)
        all += count;
    return all > 0 ? 2.0 * both / all : 0;
}

/// Records that share one of the rarest words that any other record has.
std::vector<std::int64_t> proposedByText(const Project& project, const Words& words, JobContext& job)
{
    std::vector<std::pair<std::int64_t, std::string>> byRarity;
    for (const auto& [word, times] : words) {
        job.throwIfStopped();
        RecordFilter filter;
        filter.text = word + ' '; // the whole word
        if (const std::int64_t count = word == "#" ? 0 : project.countRecords(filter); count > 1)
            byRarity.emplace_back(count, word);
    }
    std::sort(byRarity.begin(), byRarity.end());
    byRarity.resize(std::min(byRarity.size(), kRareWords));
    std::set<std::int64_t> numbers;
    for (const auto& [count, word] : byRarity) {
        job.throwIfStopped();
        RecordFilter filter;
        filter.text = word + ' ';
        const auto found = project.recordNumbers(filter, RecordOrder::Creation, kMostProposed);
        numbers.insert(found.begin(), found.end());
    }
    return {numbers.begin(), numbers.end()};
}

struct Found {
    double likeness;
    SimilarRecord record;
    bool operator<(const Found& other) const { return likeness != other.likeness ? likeness > other.likeness : record.id < other.record.id; }
};

/// Compares records with one, and keeps the most alike.
class Comparison {
public:
    Comparison(const QaRecord& asked, const SimilarOptions& options, FingerprintCache& prints)
        : m_asked(asked), m_words(wordsOf(wordsText(asked))), m_options(options), m_prints(prints)
    {
        for (const std::string& image : asked.images)
            if (const ViewFingerprint* print = prints.of(image))
                m_views.push_back(*print);
    }

    const Words& words() const { return m_words; }

    void consider(const QaRecord& other)
    {
        if (other.id == m_asked.id)
            return;
        SimilarRecord record{other.id, 0, shared(m_words, wordsOf(wordsText(other)))};
        const bool byText = m_options.text && record.text >= m_options.minText;
        if (m_options.pictures || byText)
            record.picture = pictureLikeness(other);
        if (!byText && !(m_options.pictures && record.picture >= m_options.minPicture))
            return;
        m_found.insert({kPictureWeight * record.picture + kTextWeight * record.text, std::move(record)});
        if (m_found.size() > m_options.most)
            m_found.erase(std::prev(m_found.end()));
    }

    std::vector<SimilarRecord> result() const
    {
        std::vector<SimilarRecord> records;
        for (const Found& found : m_found)
            records.push_back(found.record);
        return records;
    }

private:
    double pictureLikeness(const QaRecord& other)
    {
        double sum = 0;
        for (const ViewFingerprint& view : m_views) {
            double best = 0;
            for (const std::string& image : other.images)
                if (const ViewFingerprint* print = m_prints.of(image))
                    best = std::max(best, likenessOf(view, *print));
            sum += best;
        }
        return m_views.empty() ? 0 : sum / static_cast<double>(m_views.size());
    }

    const QaRecord& m_asked;
    Words m_words;
    SimilarOptions m_options;
    FingerprintCache& m_prints;
    std::vector<ViewFingerprint> m_views;
    std::set<Found> m_found;
};

} // namespace

double textLikeness(const std::string& a, const std::string& b)
{
    return shared(wordsOf(a), wordsOf(b));
}

std::vector<SimilarRecord> similarRecords(const Project& project, const std::string& id, const SimilarOptions& options, JobContext& job)
{
    if (!options.pictures && !options.text)
        throw Error("similar records", "are asked for by neither pictures nor text", "Choose at least one");
    const QaRecord asked = project.record(id);
    FingerprintCache prints(project);
    Comparison comparison(asked, options, prints);
    std::int64_t done = 0;
    const auto step = [&](std::int64_t all, const QaRecord& record) {
        if (done++ % 64 == 0) {
            job.throwIfStopped();
            job.report(static_cast<double>(done) / static_cast<double>(std::max<std::int64_t>(all, 1)), fmt::format("comparing {}/{}", done, all));
        }
        comparison.consider(record);
    };
    if (options.pictures) {
        const std::int64_t all = project.countRecords();
        project.forEachRecord({}, [&](const QaRecord& record) { step(all, record); });
    } else {
        const std::vector<std::int64_t> proposed = proposedByText(project, comparison.words(), job);
        for (const std::int64_t number : proposed)
            if (const std::optional<QaRecord> record = project.record(number))
                step(std::ssize(proposed), *record);
    }
    return comparison.result();
}

} // namespace w2v
