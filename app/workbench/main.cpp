#include <clocale>
#include <cstdlib>

#include <QApplication>
#include <QSettings>

#include "app/workbench/Application.h"
#include "app/workbench/Options.h"
#include "core/base/Timeline.h"
#include "ui/viewport/GpuThread.h"

int main(int argc, char** argv)
{
    w2v::noteTime("main begins");
    // The viewport is a native child window; its neighbours need not become native with it.
    QCoreApplication::setAttribute(Qt::AA_DontCreateNativeWidgetSiblings);
    QCoreApplication::setOrganizationName("World2VLM");
    QCoreApplication::setApplicationName("Workbench");
    QCoreApplication::setApplicationVersion("0.1.0");
    QApplication app(argc, argv);
    w2v::noteTime("Qt is there");
    // Numbers in files and on the wire always have a point.
    std::setlocale(LC_NUMERIC, "C");
    QSettings::setDefaultFormat(QSettings::IniFormat);
    if (const char* folder = std::getenv("W2V_SETTINGS"))
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, QString::fromLocal8Bit(folder));

    const w2v::Options options = w2v::readOptions(app.arguments());
    w2v::GpuThread::startEarly();
    w2v::Application workbench(app, options);
    workbench.start();
    w2v::noteTime("window is built");
    return app.exec();
}
