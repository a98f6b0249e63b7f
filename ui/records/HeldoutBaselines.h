#pragma once
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <QObject>
#include <QThreadPool>

#include "core/eval/BenchmarkReport.h"

namespace w2v {

/// Fits both baselines that never look at a picture ("majority", "no_image") on the training records and scores them on
/// `asked`, or on all held-out records when it is empty. Rejected records do not count. Opens the project itself.
std::vector<BenchmarkReport> computeBaselines(const std::filesystem::path& project, const std::set<std::string>& asked = {});

/// computeBaselines() on a thread of its own; the newest request wins.
class BaselineFitter : public QObject {
    Q_OBJECT
public:
    explicit BaselineFitter(QObject* parent = nullptr);
    ~BaselineFitter() override;
    void request(const std::filesystem::path& project, std::set<std::string> asked = {});
    void cancel() { ++m_request; }
    bool isBusy() const { return m_running > 0; }

Q_SIGNALS:
    void fitted(const std::vector<w2v::BenchmarkReport>& reports);

private:
    QThreadPool m_pool;
    int m_request = 0, m_running = 0;
};

} // namespace w2v
