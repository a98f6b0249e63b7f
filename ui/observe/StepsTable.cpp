#include "ui/observe/StepsTable.h"

#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStyledItemDelegate>

#include "ui/observe/ActionTexts.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/NumberField.h"

namespace w2v {

namespace {

constexpr int kAmountColumn = 2;

/// What a step is: a choice of the six actions; the amount stays when the unit does, else it becomes a usual one.
class KindDelegate : public QStyledItemDelegate {
public:
    KindDelegate(PathDraft& draft, QObject* parent) : QStyledItemDelegate(parent), m_draft(draft) {}

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        auto* box = new QComboBox(parent);
        for (int kind = 0; kind < 6; ++kind)
            box->addItem(themedIcon(actionIcon(ActionKind(kind))), actionTitle(ActionKind(kind)));
        return box;
    }

    void setEditorData(QWidget* editor, const QModelIndex& index) const override
    {
        static_cast<QComboBox*>(editor)->setCurrentIndex(int(m_draft.actions().at(std::size_t(index.row())).kind));
    }

    void setModelData(QWidget* editor, QAbstractItemModel*, const QModelIndex& index) const override
    {
        const int row = index.row();
        Action action = m_draft.actions().at(std::size_t(row));
        const bool turned = action.isTurn();
        action.kind = ActionKind(static_cast<QComboBox*>(editor)->currentIndex());
        if (action.isTurn() != turned)
            action.magnitude = action.isTurn() ? 30 : 0.5;
        QMetaObject::invokeMethod(&m_draft, [this, row, action] { m_draft.replaceAction(row, action); }, Qt::QueuedConnection);
    }

private:
    PathDraft& m_draft;
};

class AmountDelegate : public QStyledItemDelegate {
public:
    AmountDelegate(PathDraft& draft, QObject* parent) : QStyledItemDelegate(parent), m_draft(draft) {}

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        const Action& action = m_draft.actions().at(std::size_t(index.row()));
        auto* field = new NumberField(action.isTurn() ? Quantity::Angle : Quantity::Length, parent);
        field->setMinimum(action.isTurn() ? 1 : 0.01);
        return field;
    }

    void setEditorData(QWidget* editor, const QModelIndex& index) const override
    {
        static_cast<NumberField*>(editor)->setValue(m_draft.actions().at(std::size_t(index.row())).magnitude);
    }

    void setModelData(QWidget* editor, QAbstractItemModel*, const QModelIndex& index) const override
    {
        auto* field = static_cast<NumberField*>(editor);
        field->interpretText();
        const int row = index.row();
        const double value = field->value();
        // Later: the change rebuilds the table this editor lives in.
        QMetaObject::invokeMethod(&m_draft, [this, row, value] { m_draft.setMagnitude(row, value); }, Qt::QueuedConnection);
    }

private:
    PathDraft& m_draft;
};

} // namespace

StepsTable::StepsTable(PathDraft& draft, QWidget* parent) : QTableWidget(0, 3, parent), m_draft(draft)
{
    setObjectName("observe.steps");
    setProperty("look", "plain");
    setHorizontalHeaderLabels({tr("#"), tr("Move"), tr("Amount")});
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setHighlightSections(false);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(space::kControl);
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(DoubleClicked | EditKeyPressed | AnyKeyPressed);
    setAccessibleName(tr("Moves of the path"));
    setItemDelegateForColumn(1, new KindDelegate(draft, this));
    setItemDelegateForColumn(kAmountColumn, new AmountDelegate(draft, this));
    connect(&draft, &PathDraft::changed, this, &StepsTable::refresh);
    connect(&draft, &PathDraft::playheadChanged, this, [this](int pose) {
        const QSignalBlocker blocker(this);
        selectRow(m_draft.actionAt(pose));
    });
    connect(this, &QTableWidget::cellClicked, this, [this](int row, int) { m_draft.setPlayhead(m_draft.poseAfterAction(row)); });
    refresh();
}

void StepsTable::refresh()
{
    const QSignalBlocker blocker(this);
    setRowCount(int(m_draft.actions().size()));
    for (int row = 0; row < rowCount(); ++row) {
        const Action& action = m_draft.actions()[std::size_t(row)];
        auto* number = new QTableWidgetItem(QString::number(row + 1));
        number->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        number->setForeground(Theme::instance().color(ColorRole::Muted));
        auto* what = new QTableWidgetItem(themedIcon(actionIcon(action.kind)), actionTitle(action.kind));
        what->setToolTip(tr("Double click to choose another move"));
        auto* amount = new QTableWidgetItem(actionAmount(action));
        amount->setToolTip(tr("Double click to edit; metres or degrees, other units are understood"));
        setItem(row, 0, number);
        setItem(row, 1, what);
        setItem(row, 2, amount);
    }
    setFixedHeight(horizontalHeader()->sizeHint().height() + std::max(1, std::min(rowCount(), 10)) * space::kControl + 4);
}

bool StepsTable::event(QEvent* event)
{
    // Digits over an amount begin a number and are no keys of the stage.
    if (event->type() == QEvent::ShortcutOverride && currentColumn() == kAmountColumn) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const QString text = key->text();
        if (key->modifiers() == Qt::NoModifier && text.size() == 1 && (text[0].isDigit() || text[0] == '.')) {
            event->accept();
            return true;
        }
    }
    return QTableWidget::event(event);
}

void StepsTable::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Delete && currentRow() >= 0) {
        m_draft.removeAction(currentRow());
        return;
    }
    if ((event->modifiers() & Qt::AltModifier) && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        const int to = currentRow() + (event->key() == Qt::Key_Up ? -1 : 1);
        m_draft.moveAction(currentRow(), to);
        if (to >= 0 && to < rowCount())
            setCurrentCell(to, currentColumn());
        return;
    }
    QTableWidget::keyPressEvent(event);
}

} // namespace w2v
