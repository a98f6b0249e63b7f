#include "ui/shell/CommandPalette.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {

namespace {

enum Role { CommandRole = Qt::UserRole + 1, GroupRole, KeysRole };

/// Higher is better; negative = no match. Whole substring first, then all letters in order.
int matchScore(const QString& text, const QString& query)
{
    if (query.isEmpty())
        return 0;
    const qsizetype at = text.indexOf(query, 0, Qt::CaseInsensitive);
    if (at >= 0)
        return 1000 - int(at);
    qsizetype from = 0;
    for (const QChar c : query) {
        from = text.indexOf(c, from, Qt::CaseInsensitive);
        if (from < 0)
            return -1;
        ++from;
    }
    return 100 - int(from);
}

class PaletteDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, 32}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::instance();
        const bool selected = option.state & QStyle::State_Selected;
        const bool enabled = index.flags() & Qt::ItemIsEnabled;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme.color(ColorRole::Selection));
            painter->drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), 4, 4);
        }
        QRect area = option.rect.adjusted(8, 0, -8, 0);
        const QIcon icon = index.data(Qt::DecorationRole).value<QIcon>();
        icon.paint(painter, QRect(area.left(), area.center().y() - 7, 16, 16), Qt::AlignCenter,
                   enabled ? (selected ? QIcon::Selected : QIcon::Normal) : QIcon::Disabled);
        area.adjust(26, 0, 0, 0);
        painter->setFont(theme.font(TextStyle::Small));
        const QString keys = index.data(KeysRole).toString();
        if (!keys.isEmpty()) {
            const int w = painter->fontMetrics().horizontalAdvance(keys) + 12;
            const QRect box(area.right() - w, area.center().y() - 10, w, 20);
            painter->setPen(theme.color(ColorRole::Line));
            painter->setBrush(theme.color(ColorRole::Surface));
            painter->drawRoundedRect(box, 4, 4);
            painter->setPen(theme.color(ColorRole::Muted));
            painter->drawText(box, Qt::AlignCenter, keys);
            area.setRight(box.left() - 8);
        }
        const QString group = index.data(GroupRole).toString();
        const int groupWidth = painter->fontMetrics().horizontalAdvance(group);
        painter->setPen(theme.color(ColorRole::Muted));
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignRight, group);
        area.setRight(area.right() - groupWidth - 12);
        painter->setFont(theme.font(TextStyle::Body));
        painter->setPen(theme.color(enabled ? ColorRole::Text : ColorRole::Faint));
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft,
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, area.width()));
        painter->restore();
    }
};

} // namespace

CommandPalette::CommandPalette(CommandList& commands, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_commands(commands), m_query(new QLineEdit(this)), m_list(new QListWidget(this)),
      m_line(makeMuted({}, TextStyle::Mono, this))
{
    setObjectName("palette");
    setProperty("look", "card");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    layout->setSpacing(space::kGap);
    m_query->setPlaceholderText(tr("Type what you want to do"));
    m_query->addAction(themedIcon("search"), QLineEdit::LeadingPosition);
    m_query->setMinimumHeight(36);
    layout->addWidget(m_query);
    m_list->setProperty("look", "plain");
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_list, 1);
    m_line->setWordWrap(true);
    m_line->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_line);
    connect(m_query, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_list, &QListWidget::currentRowChanged, this, &CommandPalette::showCommandLine);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::run);
    m_query->installEventFilter(this);
}

void CommandPalette::open(const QWidget* window, const QString& group)
{
    m_group = group;
    m_query->clear();
    fill();
    const int width = std::min(680, window->width() - 80);
    resize(width, std::min(460, window->height() - 120));
    move(window->mapToGlobal(QPoint((window->width() - width) / 2, 48)));
    show();
    m_query->setFocus();
}

void CommandPalette::fill()
{
    struct Hit {
        int index, score;
    };
    const QString query = m_query->text().trimmed();
    QList<Hit> hits;
    const QList<Command>& all = m_commands.all();
    for (int i = 0; i < all.size(); ++i) {
        const Command& command = all.at(i);
        int score = std::max(matchScore(command.action->text(), query), matchScore(command.id, query) - 200);
        if (score < 0)
            continue;
        if (command.group == m_group)
            score += 50;
        if (!command.action->isEnabled())
            score -= 40;
        hits.append({i, score});
    }
    std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.score > b.score; });
    m_list->clear();
    for (const Hit& hit : hits) {
        const Command& command = all.at(hit.index);
        auto* item = new QListWidgetItem(command.action->icon(), command.action->text(), m_list);
        item->setData(CommandRole, hit.index);
        item->setData(GroupRole, command.group);
        item->setData(KeysRole, command.action->shortcut().toString(QKeySequence::NativeText));
        if (!command.action->isEnabled())
            item->setFlags(Qt::ItemIsSelectable);
    }
    m_list->setCurrentRow(0);
    showCommandLine();
}

void CommandPalette::showCommandLine()
{
    const QListWidgetItem* item = m_list->currentItem();
    QString line;
    if (item) {
        const Command& command = m_commands.all().at(item->data(CommandRole).toInt());
        if (command.commandLine)
            line = command.commandLine();
    }
    m_line->setText(line);
    m_line->setToolTip(line.isEmpty() ? QString() : tr("Ctrl+C copies this command line"));
    m_line->setVisible(!line.isEmpty());
}

void CommandPalette::run()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (!item)
        return;
    QAction* action = m_commands.all().at(item->data(CommandRole).toInt()).action;
    close();
    if (action->isEnabled())
        action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        const int row = m_list->currentRow(), last = m_list->count() - 1;
        switch (key->key()) {
        case Qt::Key_Down:
            m_list->setCurrentRow(std::min(row + 1, last));
            return true;
        case Qt::Key_Up:
            m_list->setCurrentRow(std::max(row - 1, 0));
            return true;
        case Qt::Key_PageDown:
            m_list->setCurrentRow(std::min(row + 10, last));
            return true;
        case Qt::Key_PageUp:
            m_list->setCurrentRow(std::max(row - 10, 0));
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            run();
            return true;
        default:
            break;
        }
        if (key->matches(QKeySequence::Copy) && !m_query->hasSelectedText() && !m_line->text().isEmpty()) {
            QGuiApplication::clipboard()->setText(m_line->text());
            Q_EMIT copied(m_line->text());
            close();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace w2v
