#pragma once
#include <QImage>
#include <QPlainTextEdit>

namespace w2v {

/// The box a question is typed into: it grows with its text, Tab leaves it, pasted pictures and picture files become attachments.
class QuestionEdit : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit QuestionEdit(QWidget* parent = nullptr);
    QSize sizeHint() const override;

Q_SIGNALS:
    void imagePasted(const QImage& image);
    void filesPasted(const QStringList& paths);

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;
};

} // namespace w2v
