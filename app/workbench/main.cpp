#include <clocale>
#include <cstdlib>

#include <QApplication>
#include <QSettings>

#include "app/workbench/Application.h"
#include "app/workbench/Options.h"

int main(int argc, char** argv)
{
    // The viewport is a native child window; its neighbours need not become native with it.
    QCoreApplication::setAttribute(Qt::AA_DontCreateNativeWidgetSiblings);
    QCoreApplication::setOrganizationName("World2VLM");
    QCoreApplication::setApplicationName("Workbench");
    QCoreApplication::setApplicationVersion("0.1.0");
    QApplication app(argc, argv);
    // Numbers in files and on the wire always have a point.
    std::setlocale(LC_NUMERIC, "C");
    QSettings::setDefaultFormat(QSettings::IniFormat);
    if (const char* folder = std::getenv("W2V_SETTINGS"))
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, QString::fromLocal8Bit(folder));

    const w2v::Options options = w2v::readOptions(app.arguments());
    w2v::Application workbench(app, options);
    workbench.start();
    return app.exec();
}
