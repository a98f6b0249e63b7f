#include "ui/records/RecordPictures.h"

#include <QBoxLayout>
#include <QResizeEvent>
#include <QTransform>

#include "ui/records/RecordMarks.h"

namespace w2v {
namespace {
constexpr double kStackBelow = 1.1; ///< width over height under which two pictures are stacked
}

RecordPictures::RecordPictures(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_layout(new QBoxLayout(QBoxLayout::LeftToRight, this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space::kGap);
    connect(&m_session.images(), &ImageCache::ready, this, [this](const QString& reference) {
        for (const QString& mine : m_references)
            if (mine == reference) {
                loadPixmaps();
                return;
            }
    });
    connect(&m_session.images(), &ImageCache::failed, this, [this](const QString& reference, const QString& why) {
        for (std::size_t i = 0; i < m_references.size(); ++i)
            if (m_references[i] == reference)
                m_views[i]->setPlaceholder(why);
    });
}

void RecordPictures::setRecord(const QaRecord* record, const std::vector<PictureMark>& extra, bool mirrored)
{
    m_mirrored = mirrored;
    std::vector<QString> references;
    m_marks.clear();
    m_seen.clear();
    if (record) {
        for (const std::string& reference : record->images)
            references.push_back(QString::fromStdString(reference));
        m_marks = recordMarks(*record);
        m_marks.insert(m_marks.end(), extra.begin(), extra.end());
    }
    m_ownMarks = m_marks;
    ensureViews(references.size());
    for (std::size_t i = 0; i < references.size(); ++i) {
        if (i >= m_references.size() || m_references[i] != references[i]) {
            m_views[i]->setPixmap({});
            m_views[i]->setPlaceholder(tr("Loading…"));
        }
    }
    m_references = std::move(references);
    showCaptions();
    loadPixmaps();
    showMarks({});
}

void RecordPictures::showCaptions(const QString& first)
{
    const std::size_t count = m_references.size();
    for (std::size_t i = 0; i < count; ++i) {
        const QString own = count == 2 ? (i ? tr("2  after") : tr("1  before")) : count > 1 ? QString::number(i + 1) : QString();
        m_views[i]->setCaption(i == 0 && !first.isEmpty() ? first : own);
    }
}

void RecordPictures::showSeen(const std::vector<QPixmap>& pictures, const std::vector<PictureMark>& marks, const QString& caption)
{
    if (pictures.empty() && m_seen.empty())
        return;
    m_seen = pictures;
    m_marks = pictures.empty() ? m_ownMarks : marks;
    showCaptions(caption);
    loadPixmaps();
    showMarks({});
}

void RecordPictures::ensureViews(std::size_t count)
{
    while (m_views.size() < count) {
        auto* view = new ImageView(this);
        view->setObjectName(QStringLiteral("picture%1").arg(m_views.size()));
        m_layout->addWidget(view, 1);
        m_views.push_back(view);
        connect(view, &ImageView::viewChanged, this, [this, view](double zoom, QPointF center) {
            for (ImageView* other : m_views)
                if (other != view)
                    other->setView(zoom, center);
        });
        connect(view, &ImageView::hovered, this, [this, view](QPointF at) {
            QString label;
            for (const PictureMark& mark : m_marks)
                if (m_views[static_cast<std::size_t>(mark.picture)] == view && mark.mark.box.contains(at))
                    label = mark.mark.label;
            showMarks(label);
        });
    }
    for (std::size_t i = 0; i < m_views.size(); ++i)
        m_views[i]->setVisible(i < count);
}

void RecordPictures::loadPixmaps()
{
    m_missing = false;
    for (std::size_t i = 0; i < m_references.size(); ++i) {
        if (i < m_seen.size()) {
            m_views[i]->setPixmap(m_seen[i]);
            continue;
        }
        const QPixmap pixmap = m_session.images().request(m_references[i]);
        if (pixmap.isNull())
            m_missing = m_session.images().isLoading();
        else
            m_views[i]->setPixmap(m_mirrored ? pixmap.transformed(QTransform::fromScale(-1, 1)) : pixmap);
    }
}

void RecordPictures::showMarks(const QString& highlighted)
{
    for (std::size_t i = 0; i < m_references.size(); ++i) {
        QList<ImageMark> marks;
        for (const PictureMark& mark : m_marks) {
            if (static_cast<std::size_t>(mark.picture) != i)
                continue;
            ImageMark shown = mark.mark;
            shown.highlighted = !highlighted.isEmpty() && shown.label == highlighted;
            marks.push_back(shown);
        }
        m_views[i]->setMarks(marks);
    }
}

void RecordPictures::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool stacked = event->size().width() < kStackBelow * event->size().height();
    m_layout->setDirection(stacked ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

} // namespace w2v
