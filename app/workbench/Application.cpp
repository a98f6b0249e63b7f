#include "app/workbench/Application.h"

#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTimer>

#include "app/workbench/Screenshot.h"
#include "core/base/Timeline.h"
#include "ui/curate/CurateWorkspace.h"
#include "ui/evaluate/EvaluateWorkspace.h"
#include "ui/imagine/ImagineWorkspace.h"
#include "ui/observe/ObserveWorkspace.h"
#include "ui/train/TrainWorkspace.h"
#include "ui/theme/Theme.h"

namespace w2v {

namespace {

constexpr int kWorkerDelayMs = 2000;
constexpr int kOthersDelayMs = 700; ///< before workspaces are made that nobody asked for

} // namespace

Application::Application(QApplication& app, const Options& options) : m_app(app), m_options(options) {}

Application::~Application()
{
    m_window.reset(); // before the session it listens to
}

void Application::start()
{
    const QSettings settings;
    const QString theme = m_options.theme.isEmpty() ? settings.value("window/theme", "dark").toString() : m_options.theme;
    Theme::instance().install(m_app, theme == "light" ? Theme::Mode::Light : Theme::Mode::Dark);

    QString language = m_options.language.isEmpty() ? settings.value("window/language").toString() : m_options.language;
    if (language.isEmpty())
        language = QLocale::system().language() == QLocale::Chinese ? "zh_CN" : "en";
    setLanguage(language);

    m_session = std::make_unique<Session>();
    // The project first: what it observes is read on another thread while the window is built.
    if (!m_options.demo)
        openFirstProject();
    noteTime("project is open");
    buildWindow();
    // The worker is wanted later; what the window shows first needs the processor now.
    QTimer::singleShot(kWorkerDelayMs, m_session.get(), [this] { m_session->jobs().warmUp(); });

    if (m_options.demo)
        m_window->openDemo(m_options.project);

    if (!m_options.screenshot.isEmpty())
        new Screenshot(*m_window, m_options, this);
}

void Application::openFirstProject()
{
    const QStringList recent = m_session->recentProjects();
    const QString folder = m_options.project.isEmpty() ? recent.value(0) : m_options.project;
    if (folder.isEmpty() || !m_session->openProject(folder) || !m_session->selection().observation.isEmpty())
        return;
    try {
        if (const auto observations = m_session->project()->observations(); !observations.empty())
            m_session->selectObservation(QString::fromStdString(observations.front().id));
    } catch (const std::exception& error) {
        m_session->report("project", error);
    }
}

void Application::setLanguage(const QString& code)
{
    m_app.removeTranslator(&m_translator);
    m_app.removeTranslator(&m_qtTranslator);
    QLocale::setDefault(QLocale::c());
    if (m_translator.load(":/i18n/w2v_" + code + ".qm"))
        m_app.installTranslator(&m_translator);
    if (code != "en" && m_qtTranslator.load("qtbase_" + code, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        m_app.installTranslator(&m_qtTranslator);
}

template <class Kind>
void Application::plan(const QString& id, const QString& title)
{
    m_window->planWorkspace(id, title, id, [this] { return new Kind(*m_session, m_window.get()); });
}

void Application::makeWorkspaces()
{
    if (m_window && m_window->makeNextWorkspace())
        QTimer::singleShot(0, m_window.get(), [this] { makeWorkspaces(); });
}

void Application::buildWindow()
{
    const bool rebuilt = m_window != nullptr;
    QString workspace = m_options.workspace;
    if (rebuilt) {
        workspace = m_window->currentWorkspace() ? m_window->currentWorkspace()->id() : QString();
        m_window->saveWindowState();
        m_window.reset();
    }
    m_window = std::make_unique<MainWindow>(*m_session);
    plan<ObserveWorkspace>("observe", ObserveWorkspace::tr("Observe"));
    plan<ImagineWorkspace>("imagine", ImagineWorkspace::tr("Imagine"));
    plan<CurateWorkspace>("curate", CurateWorkspace::tr("Curate"));
    plan<TrainWorkspace>("train", TrainWorkspace::tr("Train"));
    plan<EvaluateWorkspace>("evaluate", EvaluateWorkspace::tr("Evaluate"));
    connect(m_window.get(), &MainWindow::languageRequested, this, [this](const QString& code) {
        QSettings().setValue("window/language", code);
        // Later, because the request comes from inside the window that is about to be replaced.
        QMetaObject::invokeMethod(this, [this, code] {
            setLanguage(code);
            buildWindow();
        }, Qt::QueuedConnection);
    });
    m_window->finishSetup();
    if (!rebuilt && m_options.size.isValid()) {
        m_window->resize(m_options.size);
        m_window->move(0, 0);
    }
    if (!workspace.isEmpty())
        m_window->showWorkspace(workspace);
    m_window->show();
    // One after another, so that none delays what is shown first.
    QTimer::singleShot(kOthersDelayMs, m_window.get(), [this] { makeWorkspaces(); });
}

} // namespace w2v
