#include "ui/evaluate/ReportExport.h"

#include <QBuffer>
#include <QPageLayout>
#include <QPageSize>
#include <QPdfWriter>
#include <QTextDocument>

#include "core/base/Files.h"
#include "core/eval/EvaluationReport.h"

namespace w2v {
namespace {

std::string pdfOf(const std::string& html, const QString& title)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(title);
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Landscape, QMarginsF(12, 12, 12, 12), QPageLayout::Millimeter));
    QTextDocument document;
    document.setHtml(QString::fromStdString(html));
    document.print(&writer);
    buffer.close();
    return bytes.toStdString();
}

} // namespace

QString exportReport(const AnswerTable& table, const QString& title, const QString& file)
{
    const fs::path out = file.toStdString();
    fs::path csv = out;
    csv.replace_extension(".predictions.csv");
    const EvaluationDocument document = evaluationDocument(table, title.toStdString(), csv.filename().string());
    writeFileAtomic(csv, document.csv);
    writeFileAtomic(out, file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive) ? pdfOf(document.html, title) : document.html);
    return QString::fromStdString(csv.string());
}

} // namespace w2v
