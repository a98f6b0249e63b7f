#pragma once
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "app/workbench/Options.h"

namespace w2v {

class MainWindow;

/// Waits until the window has settled, grabs what the screen shows (the Vulkan viewport included), writes the file, quits.
class Screenshot : public QObject {
    Q_OBJECT
public:
    Screenshot(MainWindow& window, const Options& options, QObject* parent);

private:
    void check();

    MainWindow& m_window;
    Options m_options;
    QTimer m_timer;
    QElapsedTimer m_total, m_quiet;
};

} // namespace w2v
