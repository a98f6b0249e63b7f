#pragma once
#include <QWidget>

#include <vector>

#include "core/supervision/QaRecord.h"
#include "ui/session/Session.h"
#include "ui/widgets/ImageView.h"

class QBoxLayout;

namespace w2v {

/// A mark on one of a record's pictures. Marks with the same label on several pictures are linked: hovering one shows both.
struct PictureMark {
    int picture = 0;
    ImageMark mark;
};

/// The pictures of a record side by side, large, zoomed and panned together, with the boxes of the object tasks.
class RecordPictures : public QWidget {
    Q_OBJECT
public:
    explicit RecordPictures(Session& session, QWidget* parent = nullptr);

    /// nullptr empties. The record's own boxes are drawn; `extra` come on top (what models answered). `mirrored`: the pictures are shown left
    /// to right exchanged, as training varied them; the boxes are those of the varied text.
    void setRecord(const QaRecord* record, const std::vector<PictureMark>& extra = {}, bool mirrored = false);
    /// Shows these in place of the record's own pictures, with these boxes, until the next setRecord() or an empty list: the pictures as a
    /// model sees them, or a replay. `caption`: of the first, in place of its own.
    void showSeen(const std::vector<QPixmap>& pictures, const std::vector<PictureMark>& marks, const QString& caption = {});
    const std::vector<ImageView*>& views() const { return m_views; }
    bool isLoading() const { return m_missing; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void ensureViews(std::size_t count);
    void loadPixmaps();
    void showCaptions(const QString& first = {});
    void showMarks(const QString& highlighted);

    Session& m_session;
    QBoxLayout* m_layout;
    std::vector<ImageView*> m_views;
    std::vector<QString> m_references;
    std::vector<PictureMark> m_marks, m_ownMarks;
    std::vector<QPixmap> m_seen;           ///< in place of the record's own pictures
    bool m_missing = false, m_mirrored = false;
};

} // namespace w2v
