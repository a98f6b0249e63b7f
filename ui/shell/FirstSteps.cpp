#include "ui/shell/FirstSteps.h"

#include <QDir>
#include <QHBoxLayout>
#include <QPainter>
#include <QSettings>
#include <QToolButton>

#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {

namespace {

const QString kHiddenKey = QStringLiteral("firstSteps/hidden");

} // namespace

FirstSteps::FirstSteps(Session& session, QWidget* parent) : QWidget(parent), m_session(session)
{
    setObjectName("firstSteps");
    setFixedHeight(36);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 0, space::kGap, 1);
    layout->setSpacing(space::kHalf);
    layout->addWidget(makeGroupTitle(tr("First steps")));
    layout->addSpacing(space::kGap);
    const QList<QPair<QString, QString>> steps{
        {"observe", tr("1  Choose a view and draw a path")}, {"imagine", tr("2  Imagine what it shows")},
        {"curate", tr("3  Judge the questions")},            {"train", tr("4  Train a small model")},
        {"evaluate", tr("5  Compare the answers")},
    };
    for (const auto& [workspace, text] : steps) {
        auto* button = new QToolButton(this);
        button->setText(text);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIconSize({14, 14});
        button->setFixedHeight(24);
        connect(button, &QToolButton::clicked, this, [this, id = workspace] { Q_EMIT chosen(id); });
        layout->addWidget(button);
        m_steps.append({workspace, button});
    }
    layout->addStretch(1);
    auto* close = makeIconButton("close", tr("Hide the first steps"), this);
    connect(close, &QToolButton::clicked, this, [this] {
        QSettings().setValue(kHiddenKey, true);
        hide();
    });
    layout->addWidget(close);
    connect(&session, &Session::projectChanged, this, &FirstSteps::refresh);
    connect(&session, &Session::projectClosed, this, &FirstSteps::refresh);
    refresh();
}

void FirstSteps::refresh()
{
    Project* project = m_session.project();
    setVisible(project && !QSettings().value(kHiddenKey).toBool());
    if (!project)
        return;
    try {
        const auto statistics = project->statistics();
        const auto judged = [&] {
            std::int64_t count = 0;
            if (statistics.contains("by_state")) {
                for (const auto& [state, n] : statistics["by_state"].items())
                    count += state == "pending" ? 0 : n.get<std::int64_t>();
            }
            return count;
        }();
        const bool hasRun = !QDir(QString::fromStdString(project->runsFolder().string()))
                                 .entryList(QDir::Dirs | QDir::NoDotAndDotDot).isEmpty();
        const bool done[] = {!project->trajectories().empty(), project->countRollouts() > 0, judged > 0, hasRun,
                             statistics.value("answers", std::int64_t(0)) > 0};
        for (int i = 0; i < m_steps.size(); ++i) {
            m_steps[i].done = done[i];
            m_steps[i].button->setIcon(done[i] ? themedIcon("success", ColorRole::Good) : themedIcon("chevron-right"));
        }
    } catch (const std::exception& error) {
        m_session.report("project", error);
    }
}

void FirstSteps::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::instance().color(ColorRole::Surface));
    painter.fillRect(0, height() - 1, width(), 1, Theme::instance().color(ColorRole::Line));
}

} // namespace w2v
