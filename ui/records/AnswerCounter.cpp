#include "ui/records/AnswerCounter.h"

#include "core/base/Log.h"

namespace w2v {

AnswerCounter::AnswerCounter(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

AnswerCounter::~AnswerCounter()
{
    ++m_request;
    m_pool.waitForDone();
}

void AnswerCounter::request(const std::filesystem::path& path)
{
    const int request = ++m_request;
    ++m_running;
    // The pool is drained in the destructor, so `this` outlives the work.
    m_pool.start([this, request, path] {
        AnswerCounts counts;
        try {
            if (request == m_request)
                counts = countAnswers(Project::open(path), [&] { return request != m_request; });
        } catch (const std::exception& error) {
            spdlog::warn("answers could not be counted: {}", error.what());
        }
        QMetaObject::invokeMethod(this, [this, request, counts = std::move(counts)] {
            --m_running;
            if (request == m_request)
                Q_EMIT counted(counts);
        }, Qt::QueuedConnection);
    });
}

} // namespace w2v
