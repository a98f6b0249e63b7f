#pragma once
#include <QString>

class QWidget;

namespace w2v {

/// Asks for a new folder and the layout to export in; empty when the user changed their mind. `format` is a name of DatasetFormat.
QString askExportFolder(QWidget* parent, QString& format);

} // namespace w2v
