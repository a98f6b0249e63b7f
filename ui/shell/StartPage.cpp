#include "ui/shell/StartPage.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {

StartPage::StartPage(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_recent(new QListWidget), m_recentTitle(makeGroupTitle(tr("Recent projects"))),
      m_stage(makeMuted({}, TextStyle::Body)), m_progress(new QProgressBar)
{
    setObjectName("startPage");
    auto* outer = new QHBoxLayout(this);
    outer->addStretch(2);
    auto* column = new QVBoxLayout;
    column->setSpacing(space::kGap);
    outer->addLayout(column);
    outer->addStretch(2);

    column->addStretch(2);
    auto* logo = new QLabel;
    logo->setPixmap(QIcon(":/icons/app.svg").pixmap(56, 56));
    column->addWidget(logo);
    column->addWidget(makeLabel(tr("World2VLM Workbench"), TextStyle::Display));
    auto* claim = makeMuted(tr("Show it a room, walk a path, see what a world model imagines there, and teach a small "
                               "vision-language model what moving through space does to a view."), TextStyle::Body);
    claim->setWordWrap(true);
    claim->setFixedWidth(560);
    column->addWidget(claim);
    column->addSpacing(space::kWide);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kGap);
    auto* demo = new QPushButton(themedIcon("room", ColorRole::OnAccent), tr("Open the demo project"));
    demo->setObjectName("start.demo");
    demo->setProperty("primary", true);
    auto* fresh = new QPushButton(themedIcon("plus"), tr("New project…"));
    auto* open = new QPushButton(themedIcon("folder"), tr("Open project…"));
    auto* ask = new QPushButton(themedIcon("chat"), tr("Ask a model"));
    ask->setObjectName("start.ask");
    ask->setToolTip(tr("Talk to any model about any pictures, without a project"));
    for (QPushButton* button : {demo, fresh, open, ask})
        buttons->addWidget(button);
    buttons->addStretch(1);
    column->addLayout(buttons);
    connect(demo, &QPushButton::clicked, this, &StartPage::demoRequested);
    connect(fresh, &QPushButton::clicked, this, &StartPage::newRequested);
    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
    connect(ask, &QPushButton::clicked, this, &StartPage::askRequested);
    m_stage->hide();
    m_progress->hide();
    m_progress->setTextVisible(false);
    column->addSpacing(space::kHalf);
    column->addWidget(m_stage);
    column->addWidget(m_progress);

    column->addSpacing(space::kWide);
    column->addWidget(m_recentTitle);
    m_recent->setProperty("look", "plain");
    m_recent->setIconSize({64, 48});
    m_recent->setSpacing(2);
    m_recent->setFixedHeight(240);
    column->addWidget(m_recent);
    connect(m_recent, &QListWidget::itemActivated, this,
            [this](QListWidgetItem* item) { m_session.openProject(item->data(Qt::UserRole).toString()); });
    connect(m_recent, &QListWidget::itemClicked, this,
            [this](QListWidgetItem* item) { m_session.openProject(item->data(Qt::UserRole).toString()); });
    column->addStretch(3);

    connect(&session.jobs(), &JobRunner::jobChanged, this, &StartPage::showJob);
    connect(&session.jobs(), &JobRunner::jobEnded, this, &StartPage::showJob);
    refresh();
}

void StartPage::refresh()
{
    m_recent->clear();
    for (const QString& folder : m_session.recentProjects()) {
        auto* item = new QListWidgetItem(QFileInfo(folder).fileName() + "\n" + QDir::toNativeSeparators(QFileInfo(folder).path()), m_recent);
        item->setData(Qt::UserRole, folder);
        const QPixmap thumbnail(folder + "/thumbnail.png");
        item->setIcon(thumbnail.isNull() ? themedIcon("folder") : QIcon(thumbnail));
    }
    m_recentTitle->setVisible(m_recent->count() > 0);
    m_recent->setVisible(m_recent->count() > 0);
}

void StartPage::showJob(Job* job)
{
    if (job->op() != "demo.project")
        return;
    m_stage->setVisible(job->active());
    m_progress->setVisible(job->active());
    m_stage->setText(job->stage().isEmpty() ? tr("Building the demo project") : job->stage());
    m_progress->setRange(0, job->fraction() >= 0 ? 1000 : 0);
    m_progress->setValue(int(job->fraction() * 1000));
}

} // namespace w2v
