#include "ui/shell/IssuesPopup.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {

IssuesPopup::IssuesPopup(IssuesModel& issues, QWidget* parent) : QFrame(parent, Qt::Popup), m_issues(issues)
{
    setObjectName("issues");
    setProperty("look", "card");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, space::kGap, 1, 1);
    layout->setSpacing(space::kHalf);
    auto* title = makeGroupTitle(tr("Issues"));
    title->setContentsMargins(12, 0, 12, 0);
    layout->addWidget(title);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    m_rows = new QVBoxLayout(content);
    m_rows->setContentsMargins(12, space::kHalf, 12, 12);
    m_rows->setSpacing(12);
    scroll->setWidget(content);
    layout->addWidget(scroll, 1);
    connect(&issues, &IssuesModel::countChanged, this, &IssuesPopup::rebuild);
}

void IssuesPopup::openAbove(const QWidget* anchor)
{
    rebuild();
    const QWidget* window = anchor->window();
    const int width = std::min(520, window->width() - 32);
    const int height = std::min(m_issues.rowCount() == 0 ? 110 : 90 + 96 * m_issues.rowCount(), 420);
    resize(width, height);
    const QPoint corner = anchor->mapToGlobal(QPoint(anchor->width(), 0));
    move(corner.x() - width, corner.y() - height - space::kHalf);
    show();
}

void IssuesPopup::rebuild()
{
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    if (m_issues.rowCount() == 0) {
        auto* text = makeMuted(tr("Nothing needs your attention."), TextStyle::Body);
        m_rows->addWidget(text);
    }
    for (int row = 0; row < m_issues.rowCount(); ++row)
        m_rows->addWidget(makeRow(row));
    m_rows->addStretch(1);
}

QWidget* IssuesPopup::makeRow(int row)
{
    const Issue& issue = m_issues.at(row);
    auto* widget = new QWidget;
    auto* layout = new QHBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kGap);
    auto* icon = new QLabel;
    const bool error = issue.level == Issue::Level::Error;
    icon->setPixmap(iconPixmap(error ? "error" : issue.level == Issue::Level::Warning ? "warning" : "info", space::kIcon,
                               error ? ColorRole::Contradicts : issue.level == Issue::Level::Warning ? ColorRole::Imagined
                                                                                                       : ColorRole::Muted,
                               devicePixelRatioF()));
    layout->addWidget(icon, 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    auto* title = makeLabel(issue.title);
    title->setWordWrap(true);
    title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    texts->addWidget(title);
    if (!issue.advice.isEmpty()) {
        auto* advice = makeMuted(issue.advice, TextStyle::Body);
        advice->setWordWrap(true);
        texts->addWidget(advice);
    }
    auto* details = new QPlainTextEdit(issue.details);
    details->setProperty("look", "mono");
    details->setReadOnly(true);
    details->setFixedHeight(110);
    details->hide();
    auto* tools = new QHBoxLayout;
    tools->setSpacing(space::kHalf);
    tools->addWidget(makeMuted(issue.time.toString("HH:mm:ss")));
    tools->addStretch(1);
    if (!issue.details.isEmpty()) {
        auto* more = new QToolButton;
        more->setText(tr("Details"));
        more->setCheckable(true);
        connect(more, &QToolButton::toggled, details, &QWidget::setVisible);
        tools->addWidget(more);
        auto* copy = makeIconButton("copy", tr("Copy the details"));
        connect(copy, &QToolButton::clicked, this, [text = issue.title + "\n" + issue.advice + "\n" + issue.details] {
            QGuiApplication::clipboard()->setText(text);
        });
        tools->addWidget(copy);
    }
    auto* dismiss = makeIconButton("close", tr("Dismiss"));
    connect(dismiss, &QToolButton::clicked, this, [this, row] { m_issues.dismiss(row); });
    tools->addWidget(dismiss);
    texts->addLayout(tools);
    texts->addWidget(details);
    layout->addLayout(texts, 1);
    return widget;
}

} // namespace w2v
