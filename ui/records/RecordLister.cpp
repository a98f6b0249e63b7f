#include "ui/records/RecordLister.h"

namespace w2v {

RecordLister::RecordLister(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(-1);
}

RecordLister::~RecordLister()
{
    setProject({});
}

void RecordLister::setProject(const std::filesystem::path& folder)
{
    ++m_turn;
    {
        const std::lock_guard lock(m_mutex);
        if (m_project)
            m_project->interrupt();
    }
    m_pool.clear();
    m_pool.waitForDone();
    m_listing = 0;
    m_project.reset();
    m_folder = folder;
}

void RecordLister::list(const RecordFilter& filter, RecordOrder order)
{
    const std::uint64_t turn = ++m_turn;
    {
        const std::lock_guard lock(m_mutex);
        if (m_project)
            m_project->interrupt();
    }
    ++m_listing;
    run(turn, [this, turn, filter, order](const Project& project) {
        std::vector<std::int64_t> numbers = project.recordNumbers(filter, order);
        QMetaObject::invokeMethod(this, [this, turn, numbers = std::move(numbers)] {
            if (turn == m_turn)
                Q_EMIT listed(numbers);
        }, Qt::QueuedConnection);
    }, true);
}

void RecordLister::read(int first, std::vector<std::int64_t> numbers)
{
    const std::uint64_t turn = m_turn;
    run(turn, [this, turn, first, numbers = std::move(numbers)](const Project& project) {
        std::vector<RecordRow> rows = project.recordRows(numbers);
        QMetaObject::invokeMethod(this, [this, turn, first, rows = std::move(rows)] {
            if (turn == m_turn)
                Q_EMIT rowsRead(first, rows);
        }, Qt::QueuedConnection);
    }, false);
}

void RecordLister::run(std::uint64_t turn, std::function<void(const Project&)> work, bool isList)
{
    // The pool is drained before this object goes, so `this` outlives the job.
    m_pool.start([this, turn, folder = m_folder, work = std::move(work), isList] {
        QString problem;
        if (turn == m_turn) {
            try {
                if (!m_project) {
                    auto opened = std::make_unique<Project>(Project::open(folder));
                    const std::lock_guard lock(m_mutex);
                    m_project = std::move(opened);
                }
                work(*m_project);
            } catch (const std::exception& error) {
                problem = QString::fromUtf8(error.what());
            }
        }
        QMetaObject::invokeMethod(this, [this, turn, problem, isList] {
            m_listing -= isList && m_listing > 0;
            if (turn == m_turn && !problem.isEmpty())
                Q_EMIT failed(problem);
        }, Qt::QueuedConnection);
    });
}

} // namespace w2v
