#pragma once
#include <atomic>
#include <filesystem>

#include <QObject>
#include <QThreadPool>

#include "core/eval/AnswerBalance.h"

namespace w2v {

/// Counts a project's answers in a thread of its own, with a connection of its own. A newer count ends an older one.
class AnswerCounter : public QObject {
    Q_OBJECT
public:
    explicit AnswerCounter(QObject* parent = nullptr);
    ~AnswerCounter() override;

    void request(const std::filesystem::path& project);
    bool isCounting() const { return m_running > 0; }

Q_SIGNALS:
    void counted(const w2v::AnswerCounts& counts);

private:
    QThreadPool m_pool;
    std::atomic<int> m_request = 0; ///< of the newest count
    int m_running = 0;
};

} // namespace w2v
