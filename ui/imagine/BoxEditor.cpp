#include "ui/imagine/BoxEditor.h"

#include <algorithm>

#include <QCompleter>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStringListModel>

#include "ui/imagine/CompareView.h"

namespace w2v {

namespace {

constexpr int kNudgePauseMs = 350, kNameWidth = 180;

} // namespace

BoxEditor::BoxEditor(CompareView* view) : QWidget(view), m_view(view), m_name(new QLineEdit(this)), m_names(new QStringListModel(this))
{
    setObjectName("imagine.boxes");
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Boxes of objects"));
    setGeometry(view->rect());
    view->installEventFilter(this);
    m_name->setObjectName("imagine.boxName");
    m_name->setAccessibleName(tr("Name of the object"));
    m_name->setPlaceholderText(tr("what it is"));
    m_name->setMaxLength(100);
    m_name->setFixedWidth(kNameWidth);
    m_name->hide();
    m_name->installEventFilter(this);
    auto* completer = new QCompleter(m_names, m_name);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setCompletionMode(QCompleter::PopupCompletion);
    completer->setFilterMode(Qt::MatchContains);
    m_name->setCompleter(completer);
    m_commit.setSingleShot(true);
    m_commit.setInterval(kNudgePauseMs);
    connect(&m_commit, &QTimer::timeout, this, &BoxEditor::flush);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void BoxEditor::setBoxes(int which, const QList<ShownBox>& boxes, bool editable)
{
    QList<ShownBox> sorted = boxes; // small ones lie on large ones
    std::stable_sort(sorted.begin(), sorted.end(), [](const ShownBox& a, const ShownBox& b) {
        return a.box.width() * a.box.height() > b.box.width() * b.box.height();
    });
    m_boxes[std::size_t(which)] = sorted;
    m_editable[std::size_t(which)] = editable;
    if (m_preview && m_preview->which == which && m_drag == Drag::None && !m_commit.isActive())
        m_preview.reset();
    update();
}

void BoxEditor::setNames(const QStringList& names)
{
    m_names->setStringList(names);
}

void BoxEditor::setLocked(bool locked)
{
    m_locked = locked;
    stopDrag();
    update();
}

void BoxEditor::setRulesShown(bool shown)
{
    m_rules = shown;
    update();
}

const ShownBox* BoxEditor::find(int which, int instance) const
{
    for (const ShownBox& shown : m_boxes[std::size_t(which)])
        if (shown.instance == instance && instance > 0)
            return &shown;
    return nullptr;
}

void BoxEditor::select(int which, int instance)
{
    flush();
    if (isNaming())
        finishNaming(true);
    m_which = which;
    m_selected = instance;
    update();
    Q_EMIT selectionChanged();
}

bool BoxEditor::isNaming() const
{
    return !m_name->isHidden();
}

void BoxEditor::startNaming()
{
    const ShownBox* shown = selectedBox();
    if (!shown || m_locked || !m_editable[std::size_t(m_which)])
        return;
    flush();
    const QRectF at = placeOf(m_which, shown->box);
    const double x = std::clamp(at.left(), 0.0, std::max(0.0, width() - double(kNameWidth)));
    const double above = at.top() - m_name->sizeHint().height() - 4;
    m_name->move(int(x), int(std::clamp(above, 0.0, std::max(0.0, double(height() - m_name->sizeHint().height())))));
    m_name->setText(shown->name);
    m_name->selectAll();
    m_name->show();
    m_name->raise();
    m_name->setFocus();
}

void BoxEditor::finishNaming(bool keep)
{
    if (!isNaming())
        return;
    const QString name = m_name->text().trimmed();
    const ShownBox* shown = selectedBox();
    setFocus(); // before it is hidden: else the focus goes on as with Tab
    m_name->hide();
    if (keep && shown && !name.isEmpty() && name != shown->name)
        Q_EMIT renamed(shown->instance, name);
}

void BoxEditor::flush()
{
    m_commit.stop();
    if (!m_preview || m_drag != Drag::None)
        return;
    const Preview told = *m_preview;
    m_preview.reset();
    const ShownBox* shown = find(told.which, told.instance);
    if (shown && shown->box != told.box)
        Q_EMIT placed(told.which, told.instance, told.box);
}

QRectF BoxEditor::boxOf(int which, const ShownBox& shown) const
{
    return m_preview && m_preview->which == which && m_preview->instance == shown.instance ? m_preview->box : shown.box;
}

bool BoxEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_view && event->type() == QEvent::Resize)
        setGeometry(m_view->rect());
    if (watched == m_name && isNaming()) {
        const auto* key = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride ? static_cast<QKeyEvent*>(event) : nullptr;
        const bool ends = key && (key->key() == Qt::Key_Escape || key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter);
        if (ends) { // not left to the field, which hands Return on to its parent
            event->accept();
            if (event->type() == QEvent::KeyPress)
                finishNaming(key->key() != Qt::Key_Escape);
            return true;
        }
        if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason)
            QMetaObject::invokeMethod(this, [this] { finishNaming(true); }, Qt::QueuedConnection);
    }
    return QWidget::eventFilter(watched, event);
}

void BoxEditor::hideEvent(QHideEvent* event)
{
    finishNaming(true);
    stopDrag();
    flush();
    QWidget::hideEvent(event);
}

void BoxEditor::focusOutEvent(QFocusEvent* event)
{
    flush();
    QWidget::focusOutEvent(event);
}

} // namespace w2v
