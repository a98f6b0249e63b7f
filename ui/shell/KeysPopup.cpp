#include "ui/shell/KeysPopup.h"

#include <algorithm>

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/widgets/Labels.h"

namespace w2v {

namespace {

constexpr int kLeastRows = 14, kRowHeight = 22, kAround = 150; ///< rows a column; pixels a row and above and below them

QLabel* makeKey(const QString& text)
{
    auto* label = makeMuted(text, TextStyle::Mono);
    label->setMinimumWidth(label->sizeHint().width());
    return label;
}

} // namespace

KeysPopup::KeysPopup(const CommandList& commands, const QStringList& groups, QWidget* parent) : QFrame(parent, Qt::Popup)
{
    setObjectName("keys");
    setAttribute(Qt::WA_DeleteOnClose);
    setProperty("look", "card");
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(24, 20, 24, 20);
    columns->setSpacing(32);
    const int mostRows = std::max(kLeastRows, ((parent ? parent->height() : 0) - kAround) / kRowHeight);
    for (const QString& group : groups) {
        QList<std::pair<QString, QString>> rows;
        for (const Command& command : commands.all()) {
            // Keys that are held rather than pressed are no shortcuts; the action carries how they are written.
            const QString held = command.action->property("keys").toString();
            if (command.group == group && (!command.action->shortcut().isEmpty() || !held.isEmpty()))
                rows.emplace_back(held.isEmpty() ? command.action->shortcut().toString(QKeySequence::NativeText) : held, command.action->text());
        }
        // As few columns as fit, all about as long.
        const int columnCount = int(rows.size() + mostRows - 1) / mostRows;
        const int rowsPerColumn = columnCount > 0 ? int(rows.size() + columnCount - 1) / columnCount : 0;
        QGridLayout* grid = nullptr;
        int row = 0;
        for (const auto& [keys, title] : rows) {
            if (!grid || row >= rowsPerColumn) {
                auto* column = new QVBoxLayout;
                column->setSpacing(space::kGap);
                QLabel* heading = makeGroupTitle(grid ? QString() : group);
                heading->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
                column->addWidget(heading);
                grid = new QGridLayout;
                grid->setHorizontalSpacing(space::kGap);
                grid->setVerticalSpacing(space::kHalf);
                column->addLayout(grid);
                column->addStretch(1);
                columns->addLayout(column);
                row = 0;
            }
            grid->addWidget(makeKey(keys), row, 0);
            grid->addWidget(makeLabel(title), row++, 1);
        }
    }
}

void KeysPopup::openOver(const QWidget* window)
{
    adjustSize();
    move(window->mapToGlobal(QPoint((window->width() - width()) / 2, std::max(40, (window->height() - height()) / 2))));
    show();
    setFocus();
}

} // namespace w2v
