#pragma once
#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <memory>

#include "core/answerers/Evaluation.h"

namespace w2v {

/// loadEvaluation() on a thread of its own; the newest request wins.
class AnswerLoader : public QObject {
    Q_OBJECT
public:
    explicit AnswerLoader(QObject* parent = nullptr);
    ~AnswerLoader() override;
    void request(const std::filesystem::path& project, const std::string& benchmark);
    void cancel() { ++m_request; }
    bool isBusy() const { return m_running > 0; }

Q_SIGNALS:
    void loaded(const std::shared_ptr<w2v::Evaluation>& evaluation);
    void failed(const QString& why);

private:
    QThreadPool m_pool;
    int m_request = 0, m_running = 0;
};

} // namespace w2v
