#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include <QObject>
#include <QThreadPool>

#include "core/dataset/Project.h"

namespace w2v {

/// Asks a project for lists of records in a thread of its own, with a connection of its own, so that the window never waits for a
/// filter over a million records. A newer list ends an older one that is still under way.
class RecordLister : public QObject {
    Q_OBJECT
public:
    explicit RecordLister(QObject* parent = nullptr);
    ~RecordLister() override;

    void setProject(const std::filesystem::path& folder); ///< empty = none; what is under way is dropped
    void list(const RecordFilter& filter, RecordOrder order);
    /// Rows of the list at hand; `first` is handed back.
    void read(int first, std::vector<std::int64_t> numbers);
    bool isListing() const { return m_listing > 0; }

Q_SIGNALS:
    void listed(const std::vector<std::int64_t>& numbers);
    void rowsRead(int first, const std::vector<w2v::RecordRow>& rows);
    void failed(const QString& why);

private:
    void run(std::uint64_t turn, std::function<void(const Project&)> work, bool isList);

    QThreadPool m_pool;
    std::filesystem::path m_folder;
    std::mutex m_mutex;                    ///< of m_project's coming and going
    std::unique_ptr<Project> m_project;    ///< of the thread
    std::atomic<std::uint64_t> m_turn = 0; ///< of the newest list: what belongs to an older one is dropped
    int m_listing = 0;
};

} // namespace w2v
