#pragma once
#include <QFrame>
#include <QJsonObject>

#include "ui/chat/ChatTypes.h"

class QLabel;

namespace w2v {

class PictureLoader;

/// A picture with the patches it is cut into (thin) and the merged cells that become one token each (strong).
class PatchGrid : public QWidget {
    Q_OBJECT
public:
    explicit PatchGrid(PictureLoader& pictures, QWidget* parent = nullptr);
    /// `rows`, `columns` of patches, `merge` x `merge` of which are a cell; `source`: the picture as the model sees it.
    void set(const QString& source, int rows, int columns, int merge);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return {240, heightForWidth(240)}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PictureLoader& m_pictures;
    QString m_source;
    int m_rows = 0, m_columns = 0, m_merge = 1;
};

/// What `vlm.view` says of an attachment: the picture at the size the model reads it, its grid, its number of tokens.
class SeenPicture : public QFrame {
    Q_OBJECT
public:
    explicit SeenPicture(PictureLoader& pictures, QWidget* parent = nullptr);
    void showWaiting(const QString& name);
    /// `image`: an entry of the result's "images".
    void showResult(const QString& name, const QJsonObject& image);
    void showProblem(const QString& name, const QString& why);
    QString text() const;                ///< the line of facts

Q_SIGNALS:
    void closed();

private:
    QLabel *m_title, *m_facts;
    PatchGrid* m_grid;
};

} // namespace w2v
