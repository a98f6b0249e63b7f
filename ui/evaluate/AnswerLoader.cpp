#include "ui/evaluate/AnswerLoader.h"

namespace w2v {

AnswerLoader::AnswerLoader(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

AnswerLoader::~AnswerLoader()
{
    m_pool.waitForDone();
}

void AnswerLoader::request(const std::filesystem::path& project, const std::string& benchmark)
{
    const int request = ++m_request;
    ++m_running;
    // The pool is drained in the destructor, so `this` outlives the job.
    m_pool.start([this, request, project, benchmark] {
        auto evaluation = std::make_shared<Evaluation>();
        QString why;
        try {
            *evaluation = loadEvaluation(project, benchmark);
        } catch (const std::exception& error) {
            why = QString::fromUtf8(error.what());
        }
        QMetaObject::invokeMethod(this, [this, request, evaluation, why] {
            --m_running;
            if (request != m_request)
                return;
            if (why.isEmpty())
                Q_EMIT loaded(evaluation);
            else
                Q_EMIT failed(why);
        }, Qt::QueuedConnection);
    });
}

} // namespace w2v
