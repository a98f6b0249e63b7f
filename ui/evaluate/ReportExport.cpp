#include "ui/evaluate/ReportExport.h"

#include <QBuffer>
#include <QPageLayout>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>
#include <QTextDocument>
#include <QUrl>

#include "core/base/Files.h"
#include "core/eval/EvaluationReport.h"

namespace w2v {
namespace {

constexpr int kFinerThanScreen = 4; ///< pixels of a printed chart for each of its own
constexpr int kWidestChart = 640;   ///< of a page's about 900 units: so it stays on the page of its caption

/// The page with its charts as images of the document, which cannot draw SVG itself.
QString withImages(const std::string& html, QTextDocument& document)
{
    constexpr std::string_view kBegin = "<svg", kEnd = "</svg>";
    std::string page;
    std::size_t done = 0;
    for (int figure = 0;; ++figure) {
        const std::size_t begin = html.find(kBegin, done), end = begin == std::string::npos ? begin : html.find(kEnd, begin);
        if (end == std::string::npos)
            break;
        const QString name = QStringLiteral("figure%1").arg(figure);
        QSvgRenderer svg(QByteArray::fromStdString(html.substr(begin, end + kEnd.size() - begin)));
        const QSize size = svg.defaultSize();
        QImage image(kFinerThanScreen * size, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        svg.render(&painter);
        document.addResource(QTextDocument::ImageResource, QUrl(name), image);
        const QSize printed = size.width() > kWidestChart ? size.scaled(kWidestChart, size.height(), Qt::KeepAspectRatio) : size;
        // A paragraph of its own: the document would put it beside its caption.
        page += html.substr(done, begin - done) + QStringLiteral("<p><img src=\"%1\" width=\"%2\" height=\"%3\"></p>").arg(name).arg(printed.width()).arg(printed.height()).toStdString();
        done = end + kEnd.size();
    }
    return QString::fromStdString(page + html.substr(done));
}

std::string pdfOf(const std::string& html, const QString& title)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(title);
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Landscape, QMarginsF(12, 12, 12, 12), QPageLayout::Millimeter));
    QTextDocument document;
    document.setHtml(withImages(html, document));
    document.print(&writer);
    buffer.close();
    return bytes.toStdString();
}

} // namespace

QString exportReport(const EvaluationData& data, const QString& title, const QString& file)
{
    const fs::path out = file.toStdString();
    fs::path csv = out;
    csv.replace_extension(".predictions.csv");
    const EvaluationDocument document = evaluationDocument(data.table(), title.toStdString(), csv.filename().string(),
                                                           data.outside() ? data.outside()->rules : std::vector<std::vector<RuleScore>>());
    writeFileAtomic(csv, document.csv);
    writeFileAtomic(out, file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive) ? pdfOf(document.html, title) : document.html);
    return QString::fromStdString(csv.string());
}

} // namespace w2v
