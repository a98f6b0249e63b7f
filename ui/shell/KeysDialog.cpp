#include "ui/shell/KeysDialog.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {

KeysDialog::KeysDialog(const CommandList& commands, QWidget* parent)
    : QDialog(parent), m_commands(commands), m_bindings(commands), m_search(new QLineEdit), m_table(new QTableWidget(0, 2)),
      m_note(makeMuted(tr("Press the new keys; Backspace removes them")))
{
    setObjectName("keys.dialog");
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Change the keys"));
    resize(560, 560);
    auto* layout = new QVBoxLayout(this);
    m_search->setObjectName("keys.search");
    m_search->setPlaceholderText(tr("Find an action"));
    m_search->setAccessibleName(tr("Find an action"));
    layout->addWidget(m_search);
    m_table->setObjectName("keys.table");
    m_table->setProperty("look", "plain");
    m_table->setHorizontalHeaderLabels({tr("Action"), tr("Keys")});
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->horizontalHeader()->resizeSection(1, 170);
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    layout->addWidget(m_table, 1);
    auto* row = new QHBoxLayout;
    m_note->setObjectName("keys.note");
    row->addWidget(m_note, 1);
    auto* reset = new QPushButton(tr("Back to the standard keys"));
    row->addWidget(reset);
    layout->addLayout(row);
    connect(m_search, &QLineEdit::textChanged, this, &KeysDialog::fill);
    connect(m_table, &QTableWidget::cellActivated, this, &KeysDialog::edit);
    connect(m_table, &QTableWidget::cellClicked, this, &KeysDialog::edit);
    connect(reset, &QPushButton::clicked, this, [this] {
        m_bindings.reset();
        fill();
    });
    fill();
}

void KeysDialog::fill()
{
    m_table->setRowCount(0);
    for (const Command& command : m_commands.all()) {
        const QString title = command.group + "  ·  " + command.action->text();
        if (!title.contains(m_search->text(), Qt::CaseInsensitive))
            continue;
        const int row = m_table->rowCount();
        m_table->insertRow(row);
        auto* what = new QTableWidgetItem(command.action->icon(), title);
        what->setData(Qt::UserRole, command.id);
        auto* keys = new QTableWidgetItem(command.action->shortcut().toString(QKeySequence::NativeText));
        QFont font = keys->font();
        font.setBold(m_bindings.isChanged(command));
        keys->setFont(font);
        m_table->setItem(row, 0, what);
        m_table->setItem(row, 1, keys);
    }
}

void KeysDialog::edit(int row)
{
    const QString id = m_table->item(row, 0)->data(Qt::UserRole).toString();
    auto* field = new QKeySequenceEdit(m_table);
    field->setClearButtonEnabled(true);
    m_table->setCellWidget(row, 1, field);
    field->setFocus();
    connect(field, &QKeySequenceEdit::editingFinished, this, [this, id, field] {
        QKeySequence keys = field->keySequence();
        if (keys == QKeySequence(Qt::Key_Backspace))
            keys = {};
        const QString taken = m_bindings.set(id, keys);
        m_note->setText(taken.isEmpty() ? tr("Press the new keys; Backspace removes them")
                                        : tr("%1 is taken by \"%2\".").arg(keys.toString(QKeySequence::NativeText), taken));
        QMetaObject::invokeMethod(this, &KeysDialog::fill, Qt::QueuedConnection); // the field is part of the table
    });
}

} // namespace w2v
