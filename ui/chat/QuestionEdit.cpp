#include "ui/chat/QuestionEdit.h"

#include <QMimeData>
#include <QTextDocument>
#include <QUrl>

#include <algorithm>

#include "ui/chat/PictureLoader.h"
#include "ui/theme/Theme.h"

namespace w2v {
namespace {

constexpr int kLeastLines = 2, kMostLines = 6;

QStringList pictureFiles(const QMimeData* source)
{
    QStringList paths;
    for (const QUrl& url : source->urls())
        if (PictureLoader::isPictureFile(url.toLocalFile()))
            paths += url.toLocalFile();
    return paths;
}

} // namespace

QuestionEdit::QuestionEdit(QWidget* parent) : QPlainTextEdit(parent)
{
    setTabChangesFocus(true);
    setProperty("look", "twoLines"); // a sheet's least height is stronger than minimumSizeHint()
    setAcceptDrops(false); // the window says what a drop does
    viewport()->setAcceptDrops(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QPlainTextEdit::textChanged, this, &QWidget::updateGeometry);
}

QSize QuestionEdit::sizeHint() const
{
    // The document of a plain text edit counts its height in lines.
    const int lines = std::clamp(static_cast<int>(document()->size().height()), kLeastLines, kMostLines);
    return {160, lines * fontMetrics().lineSpacing() + 2 * static_cast<int>(document()->documentMargin()) + 2 * space::kHalf + space::kGap};
}

void QuestionEdit::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    updateGeometry(); // another width needs another number of lines
}

bool QuestionEdit::canInsertFromMimeData(const QMimeData* source) const
{
    return source->hasImage() || !pictureFiles(source).isEmpty() || QPlainTextEdit::canInsertFromMimeData(source);
}

void QuestionEdit::insertFromMimeData(const QMimeData* source)
{
    if (const QStringList files = pictureFiles(source); !files.isEmpty())
        Q_EMIT filesPasted(files);
    else if (const QImage image = source->hasImage() ? qvariant_cast<QImage>(source->imageData()) : QImage(); !image.isNull())
        Q_EMIT imagePasted(image);
    else
        QPlainTextEdit::insertFromMimeData(source);
}

} // namespace w2v
