#pragma once
#include <memory>

#include <QApplication>
#include <QTranslator>

#include "app/workbench/Options.h"
#include "ui/session/Session.h"
#include "ui/shell/MainWindow.h"

namespace w2v {

/// Puts the window together: theme, language, session, workspaces. Builds the window anew when the language changes; the
/// session with its project and jobs lives on.
class Application : public QObject {
    Q_OBJECT
public:
    Application(QApplication& app, const Options& options);
    ~Application() override;
    void start();
    MainWindow* window() const { return m_window.get(); }

private:
    void openFirstProject();
    void setLanguage(const QString& code);
    void buildWindow();
    template <class Kind>
    void plan(const QString& id, const QString& title);
    void makeWorkspaces();

    QApplication& m_app;
    Options m_options;
    QTranslator m_translator, m_qtTranslator;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace w2v
