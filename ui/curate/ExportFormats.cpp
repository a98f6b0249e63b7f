#include "ui/curate/ExportFormats.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QList>
#include <QStringList>

#include <algorithm>

namespace w2v {

QString askExportFolder(QWidget* parent, QString& format)
{
    const QList<std::pair<QString, QString>> formats{
        {QCoreApplication::translate("w2v::ExportFormats", "ms-swift messages (*)"), QStringLiteral("messages")},
        {QCoreApplication::translate("w2v::ExportFormats", "LLaMA-Factory ShareGPT (*)"), QStringLiteral("sharegpt")},
        {QCoreApplication::translate("w2v::ExportFormats", "EasyR1 rows (*)"), QStringLiteral("easyr1")},
        {QCoreApplication::translate("w2v::ExportFormats", "Preference pairs (*)"), QStringLiteral("preference")}};
    QStringList names;
    for (const auto& each : formats)
        names << each.first;
    QString chosen;
    const QString folder = QFileDialog::getSaveFileName(parent, QCoreApplication::translate("w2v::ExportFormats", "Export into a new folder"),
                                                        QStringLiteral("records"), names.join(QStringLiteral(";;")), &chosen);
    format = formats[std::max<qsizetype>(0, names.indexOf(chosen))].second;
    return folder;
}

} // namespace w2v
