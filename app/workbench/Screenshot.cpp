#include "app/workbench/Screenshot.h"

#include <cstdio>

#include <QApplication>
#include <QScreen>

#include "ui/shell/MainWindow.h"

namespace w2v {

Screenshot::Screenshot(MainWindow& window, const Options& options, QObject* parent)
    : QObject(parent), m_window(window), m_options(options)
{
    m_total.start();
    m_quiet.start();
    m_timer.setInterval(50);
    connect(&m_timer, &QTimer::timeout, this, &Screenshot::check);
    m_timer.start();
}

void Screenshot::check()
{
    if (!m_window.isSettled())
        m_quiet.restart();
    const bool late = m_total.elapsed() > qint64(m_options.timeoutSeconds) * 1000;
    if (m_quiet.elapsed() < m_options.settleMs && !late)
        return;
    m_timer.stop();
    const QRect area = m_window.frameGeometry();
    const QPixmap shot = m_window.screen()->grabWindow(0, area.x(), area.y(), area.width(), area.height());
    const bool written = shot.save(m_options.screenshot);
    if (late)
        std::fprintf(stderr, "w2v-workbench: still busy after %d s; the screenshot shows an unfinished state.\n",
                     m_options.timeoutSeconds);
    if (!written)
        std::fprintf(stderr, "w2v-workbench: %s could not be written.\n", qPrintable(m_options.screenshot));
    m_window.close();
    QApplication::exit(written ? (late ? 3 : 0) : 1);
}

} // namespace w2v
