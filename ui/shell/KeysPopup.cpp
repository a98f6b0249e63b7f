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
    const int rowsPerColumn = std::max(kLeastRows, ((parent ? parent->height() : 0) - kAround) / kRowHeight);
    for (const QString& group : groups) {
        QGridLayout* grid = nullptr;
        int row = 0;
        for (const Command& command : commands.all()) {
            // Keys that are held rather than pressed are no shortcuts; the action carries how they are written.
            const QString held = command.action->property("keys").toString();
            if (command.group != group || (command.action->shortcut().isEmpty() && held.isEmpty()))
                continue;
            if (!grid || row >= rowsPerColumn) {
                auto* column = new QVBoxLayout;
                column->addWidget(makeGroupTitle(grid ? QString() : group));
                grid = new QGridLayout;
                grid->setHorizontalSpacing(space::kGap);
                grid->setVerticalSpacing(space::kHalf);
                column->addLayout(grid);
                column->addStretch(1);
                columns->addLayout(column);
                row = 0;
            }
            grid->addWidget(makeKey(held.isEmpty() ? command.action->shortcut().toString(QKeySequence::NativeText) : held), row, 0);
            grid->addWidget(makeLabel(command.action->text()), row++, 1);
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
