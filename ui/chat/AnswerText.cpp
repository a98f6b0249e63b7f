#include "ui/chat/AnswerText.h"

#include <QTextCursor>
#include <QTextDocument>
#include <QWheelEvent>

#include <algorithm>

namespace w2v {

AnswerText::AnswerText(QWidget* parent) : QPlainTextEdit(parent)
{
    setProperty("look", "words");
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::NoFrame);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document()->setDocumentMargin(0);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    fitHeight();
}

void AnswerText::show(const QString& text)
{
    const QString before = toPlainText();
    if (text == before)
        return;
    if (!before.isEmpty() && text.startsWith(before)) {
        QTextCursor end(document());
        end.movePosition(QTextCursor::End);
        end.insertText(text.mid(before.size()));
    } else {
        setPlainText(text);
    }
    fitHeight();
}

void AnswerText::fitHeight()
{
    // The document of a plain text edit counts its height in lines.
    const int lines = std::max(1, static_cast<int>(document()->size().height()));
    const int height = lines * fontMetrics().lineSpacing() + 2;
    if (height != minimumHeight() || height != maximumHeight())
        setFixedHeight(height);
}

void AnswerText::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    fitHeight();
}

void AnswerText::wheelEvent(QWheelEvent* event)
{
    event->ignore(); // the conversation scrolls
}

} // namespace w2v
