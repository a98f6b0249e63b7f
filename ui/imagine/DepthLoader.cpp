#include "ui/imagine/DepthLoader.h"

namespace w2v {

namespace {

constexpr int kCacheKilobytes = 64 * 1024;

} // namespace

DepthLoader::DepthLoader(QObject* parent) : QObject(parent), m_maps(kCacheKilobytes)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(5000);
}

DepthLoader::~DepthLoader()
{
    m_pool.clear();
    m_pool.waitForDone();
}

void DepthLoader::setProject(const QString& folder)
{
    m_folder = folder;
    ++m_generation;
    m_pool.clear();
    m_maps.clear();
    m_loading.clear();
}

std::shared_ptr<const DepthMap> DepthLoader::request(const QString& reference)
{
    if (reference.isEmpty() || m_folder.isEmpty())
        return {};
    if (const auto* hit = m_maps.object(reference))
        return *hit;
    if (m_loading.contains(reference))
        return {};
    m_loading.insert(reference);
    m_pool.start([this, folder = m_folder, generation = m_generation, reference] {
        auto depth = std::make_shared<DepthMap>();
        try {
            if (!m_project || m_openFolder != folder) {
                m_project.reset();
                m_project.emplace(Project::open(folder.toStdString()));
                m_openFolder = folder;
            }
            *depth = m_project->loadDepth(reference.toStdString());
        } catch (const std::exception&) {
            // The picture of the same frame fails too and says why.
        }
        // The pool is joined in the destructor, so `this` is alive here; the queued call is dropped with it.
        QMetaObject::invokeMethod(this, [this, generation, reference, depth] {
            if (generation != m_generation)
                return;
            m_loading.remove(reference);
            m_maps.insert(reference, new std::shared_ptr<const DepthMap>(depth), 1 + int(depth->bytes() / 1024));
            Q_EMIT ready();
        });
    });
    return {};
}

} // namespace w2v
