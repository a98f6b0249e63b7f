#pragma once
#include <set>
#include <string>
#include <vector>

#include "core/training/GrowingFile.h"
#include "core/training/MetricBatch.h"

namespace w2v {

/// Follows the scalars of one TensorBoard event file: TFRecords (length, masked CRC-32C of the length, payload, masked CRC-32C of the
/// payload) of protobuf Events. A record with a wrong checksum is skipped and told with its byte offset; where a length is wrong, the next
/// whole record is looked for. A file that ends within a record is not written further yet.
/// Taken are simple values and tensors of one number without dimensions; other summaries are passed over.
class EventReader : public MetricSource {
public:
    explicit EventReader(std::filesystem::path path) : m_file(std::move(path)) {}

    MetricBatch poll() override;
    const LogProgress& progress() const override { return m_progress; }

private:
    std::size_t takeRecords(std::string_view bytes, bool atEnd, MetricBatch& batch);
    std::size_t findRecord(std::string_view bytes, std::size_t from) const;
    void damage(std::uint64_t offset, const std::string& reason, MetricBatch& batch);
    void takeEvent(std::string_view payload, std::uint64_t offset, MetricBatch& batch);
    bool takeSummary(std::string_view summary, std::int64_t step, double time, MetricBatch& batch);
    bool takeValue(std::string_view value, std::int64_t step, double time, MetricBatch& batch);

    GrowingFile m_file;
    std::uint64_t m_offset = 0;        ///< of the first byte that is not worked off
    bool m_searching = false;          ///< after a damaged length: the next record is being looked for
    std::set<std::string, std::less<>> m_otherTags; ///< of plugins that show no scalars
    LogProgress m_progress;
};

} // namespace w2v
