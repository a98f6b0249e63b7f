#pragma once
#include <QPlainTextEdit>

namespace w2v {

/// The words of an answer: as tall as they are, selectable, never scrolling by themselves. Words that are added at the end cost the
/// layout of their own lines only, so that a long answer can be shown while it is written.
class AnswerText : public QPlainTextEdit {
public:
    explicit AnswerText(QWidget* parent = nullptr);

    void show(const QString& text);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void fitHeight();
};

} // namespace w2v
