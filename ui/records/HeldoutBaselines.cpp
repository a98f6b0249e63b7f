#include "ui/records/HeldoutBaselines.h"

#include "core/base/Log.h"
#include "core/dataset/Project.h"
#include "core/eval/Baselines.h"

namespace w2v {

std::vector<BenchmarkReport> computeBaselines(const std::filesystem::path& path, const std::set<std::string>& asked)
{
    const Project project = Project::open(path);
    std::vector<QaRecord> training, questions;
    project.forEachRecord({}, [&](const QaRecord& record) {
        if (record.split == "train" && record.state != "rejected")
            training.push_back(record);
        else if (asked.empty() ? record.split == "heldout" && record.state != "rejected" : asked.contains(record.id))
            questions.push_back(record);
    });
    if (training.empty() || questions.empty())
        return {};
    std::vector<BenchmarkReport> reports{MajorityBaseline(training).report(questions), NoImageBaseline(training).report(questions)};
    reports[0].model = "majority";
    reports[1].model = "no_image";
    return reports;
}

BaselineFitter::BaselineFitter(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

BaselineFitter::~BaselineFitter()
{
    m_pool.waitForDone();
}

void BaselineFitter::request(const std::filesystem::path& project, std::set<std::string> asked)
{
    const int request = ++m_request;
    ++m_running;
    // The pool is drained in the destructor, so `this` outlives the job.
    m_pool.start([this, request, project, asked = std::move(asked)] {
        std::vector<BenchmarkReport> reports;
        try {
            reports = computeBaselines(project, asked);
        } catch (const std::exception& error) {
            spdlog::warn("baselines could not be computed: {}", error.what());
        }
        QMetaObject::invokeMethod(this, [this, request, reports] {
            --m_running;
            if (request == m_request)
                Q_EMIT fitted(reports);
        }, Qt::QueuedConnection);
    });
}

} // namespace w2v
