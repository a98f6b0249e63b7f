#include "ui/shell/StatusStrip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QToolButton>

#include "ui/session/Units.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {

namespace {

QPixmap dot(ColorRole role, double ratio)
{
    QPixmap pixmap(qRound(10 * ratio), qRound(10 * ratio));
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::instance().color(role));
    painter.drawEllipse(QRectF(1, 1, 8, 8));
    return pixmap;
}

} // namespace

StatusStrip::StatusStrip(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_dot(new QLabel), m_worker(makeMuted({})), m_job(makeMuted({})), m_eta(makeMuted({})),
      m_more(makeMuted({})), m_saved(makeMuted({})), m_progress(new QProgressBar), m_cancel(nullptr), m_issues(new QToolButton),
      m_flash(new ElidedLabel)
{
    setObjectName("statusStrip");
    setFixedHeight(28);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 1, 12, 0);
    layout->setSpacing(space::kGap);
    layout->addWidget(m_dot);
    layout->addWidget(m_worker);
    layout->addSpacing(space::kWide);
    m_flash->setProperty("look", "small");
    layout->addWidget(m_flash, 1);

    m_job->setObjectName("status.job");
    layout->addWidget(m_job);
    m_progress->setFixedWidth(140);
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    layout->addWidget(m_progress);
    m_eta->setMinimumWidth(34);
    layout->addWidget(m_eta);
    m_cancel = makeIconButton("close", tr("Cancel this job; what is done so far is kept"));
    m_cancel->setObjectName("status.cancel");
    m_cancel->setFixedSize(22, 22);
    layout->addWidget(m_cancel);
    layout->addWidget(m_more);
    layout->addSpacing(space::kWide);

    m_issues->setObjectName("status.issues");
    m_issues->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_issues->setIconSize({14, 14});
    m_issues->setFixedHeight(22);
    m_issues->setFont(Theme::instance().font(TextStyle::Small));
    layout->addWidget(m_issues);
    layout->addWidget(m_saved);

    connect(m_issues, &QToolButton::clicked, this, &StatusStrip::issuesRequested);
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        const QList<Job*> active = m_session.jobs().activeJobs();
        if (!active.isEmpty())
            active.first()->cancel();
    });
    JobRunner& jobs = session.jobs();
    connect(&jobs, &JobRunner::workerStateChanged, this, &StatusStrip::showWorker);
    connect(&jobs, &JobRunner::jobStarted, this, &StatusStrip::showJob);
    connect(&jobs, &JobRunner::jobChanged, this, &StatusStrip::showJob);
    connect(&jobs, &JobRunner::jobEnded, this, &StatusStrip::showJob);
    connect(&session.issues(), &IssuesModel::countChanged, this, &StatusStrip::showIssues);
    connect(&session, &Session::saved, this, &StatusStrip::showSaved);
    connect(&session, &Session::projectClosed, this, &StatusStrip::showSaved);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        showWorker();
        showIssues();
    });
    m_flashTimer.setSingleShot(true);
    m_flashTimer.setInterval(5000);
    connect(&m_flashTimer, &QTimer::timeout, this, [this] { m_flash->setFullText({}); });
    showWorker();
    showJob();
    showIssues();
    showSaved();
}

void StatusStrip::flash(const QString& text)
{
    m_flash->setFullText(text);
    m_flashTimer.start();
}

void StatusStrip::showWorker()
{
    const JobRunner& jobs = m_session.jobs();
    QString device = jobs.device();
    if (device.startsWith("llvmpipe"))
        device = "llvmpipe";
    if (!device.isEmpty() && jobs.isSoftwareDevice())
        device = tr("%1 (software)").arg(device);
    QString state;
    ColorRole role = ColorRole::Muted;
    switch (jobs.workerState()) {
    case JobRunner::WorkerState::NotStarted:
        state = tr("worker at rest");
        break;
    case JobRunner::WorkerState::Starting:
        state = tr("worker starting");
        role = ColorRole::Imagined;
        break;
    case JobRunner::WorkerState::Ready:
        state = tr("worker ready");
        role = ColorRole::Good;
        break;
    case JobRunner::WorkerState::Busy:
        state = tr("worker busy");
        role = ColorRole::Accent;
        break;
    case JobRunner::WorkerState::Missing:
        state = tr("worker not found");
        role = ColorRole::Contradicts;
        break;
    case JobRunner::WorkerState::Crashed:
        state = tr("worker stopped; it restarts with the next job");
        role = ColorRole::Contradicts;
        break;
    }
    m_dot->setPixmap(dot(role, devicePixelRatioF()));
    m_worker->setText(device.isEmpty() ? state : state + QStringLiteral("  ·  ") + device);
    m_worker->setToolTip(jobs.workerWarnings().isEmpty() ? jobs.device() : jobs.device() + "\n" + jobs.workerWarnings().join('\n'));
}

void StatusStrip::showJob()
{
    const QList<Job*> active = m_session.jobs().activeJobs();
    const bool any = !active.isEmpty();
    for (QWidget* widget : {static_cast<QWidget*>(m_job), static_cast<QWidget*>(m_progress), static_cast<QWidget*>(m_eta),
                            static_cast<QWidget*>(m_cancel)})
        widget->setVisible(any);
    m_more->setVisible(active.size() > 1);
    if (!any)
        return;
    const Job* job = active.first();
    m_job->setText(job->stage().isEmpty() ? (job->state() == Job::State::Queued ? tr("%1 waits").arg(job->op()) : job->op())
                                          : job->stage());
    m_job->setToolTip(job->commandLine());
    const bool known = job->fraction() >= 0;
    m_progress->setRange(0, known ? 1000 : 0);
    m_progress->setValue(known ? int(job->fraction() * 1000) : 0);
    m_eta->setText(formatDuration(job->etaSeconds()));
    m_eta->setToolTip(tr("Time left"));
    m_more->setText(tr("+%n more", nullptr, int(active.size()) - 1));
    QStringList names;
    for (const Job* other : active)
        names << other->commandLine();
    m_more->setToolTip(names.join('\n'));
}

void StatusStrip::showIssues()
{
    const int count = m_session.issues().rowCount();
    bool error = false;
    for (int row = 0; row < count; ++row)
        error = error || m_session.issues().at(row).level == Issue::Level::Error;
    m_issues->setIcon(count == 0 ? themedIcon("success")
                                 : themedIcon("warning", error ? ColorRole::Contradicts : ColorRole::Imagined));
    m_issues->setText(count == 0 ? tr("No issues") : tr("%n issue(s)", nullptr, count));
    m_issues->setToolTip(tr("What needs attention"));
}

void StatusStrip::showSaved()
{
    m_saved->setText(m_session.hasProject() ? tr("saved %1").arg(m_session.lastSaved().toString("HH:mm:ss")) : QString());
    m_saved->setToolTip(tr("Every change is on disk at once"));
}

void StatusStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::instance().color(ColorRole::Surface));
    painter.fillRect(0, 0, width(), 1, Theme::instance().color(ColorRole::Line));
}

} // namespace w2v
