#include "ui/imagine/RepairBar.h"

#include <algorithm>

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>

#include "ui/theme/IconSet.h"
#include "ui/widgets/FlowLayout.h"
#include "ui/widgets/Labels.h"

namespace w2v {

RepairBar::RepairBar(QWidget* parent)
    : QFrame(parent), m_brush(new QSlider(Qt::Horizontal)), m_from(new QSpinBox), m_cloning(new QPushButton(themedIcon("copy"), tr("Clone"))),
      m_clone(new QPushButton(tr("Keep the painting"))), m_again(new QPushButton(themedIcon("imagine"), tr("Paint anew"))),
      m_take(new QPushButton(tr("Take from frame"))), m_exposure(new QPushButton(tr("Match its exposure"))),
      m_replace(new QPushButton(themedIcon("image"), tr("Replace…"))), m_revert(new QPushButton(themedIcon("undo"), tr("Revert"))),
      m_clear(new QPushButton(tr("Clear"))), m_said(makeMuted({}, TextStyle::Small))
{
    setProperty("look", "bar");
    setObjectName("imagine.repairBar");
    m_brush->setRange(2, 80);
    m_brush->setValue(12);
    m_brush->setFixedWidth(110);
    m_brush->setAccessibleName(tr("Brush radius in pixels"));
    m_brush->setToolTip(tr("Brush radius in pixels of the picture. Drag over the frame to mark, with Shift to unmark."));
    m_from->setRange(0, 0);
    m_from->setAccessibleName(tr("The other frame"));
    m_from->setToolTip(tr("The frame that the region or the exposure is taken from"));
    const auto named = [](QPushButton* button, const char* name, const QString& why) {
        button->setObjectName(name);
        button->setToolTip(why);
    };
    named(m_cloning, "repair.cloning", tr("The brush copies pixels: hold Alt and click where they come from, here or in the picture beside it, then paint"));
    m_cloning->setCheckable(true);
    named(m_clone, "repair.clone", tr("Keeps what was painted as a repair of this frame"));
    named(m_again, "repair.again", tr("Paints the brushed region from what surrounds it"));
    named(m_take, "repair.take", tr("Moves what another frame shows of the region here, by its depth"));
    named(m_exposure, "repair.exposure", tr("Gives this frame the brightness of the other one, measured over what both see"));
    named(m_replace, "repair.replace", tr("Puts a picture of the same size in place of the frame"));
    named(m_revert, "repair.revert", tr("Takes the last repair of this frame back; the original is always kept"));
    named(m_clear, "repair.clear", tr("Unmarks everything, and drops what was painted"));
    m_from->setObjectName("repair.from");
    m_said->setObjectName("repair.said");
    m_said->setWordWrap(true);
    auto* layout = new FlowLayout(this);
    layout->setContentsMargins(space::kGap, space::kHalf, space::kGap, space::kHalf);
    for (QWidget* widget : std::initializer_list<QWidget*>{makeMuted(tr("Brush"), TextStyle::Small), m_brush, m_cloning, m_clone, m_clear, m_again, m_take, m_from, m_exposure, m_replace, m_revert, m_said})
        layout->addWidget(widget);
    connect(m_brush, &QSlider::valueChanged, this, [this](int value) { Q_EMIT brushChanged(value); });
    connect(m_clear, &QPushButton::clicked, this, &RepairBar::clearRequested);
    connect(m_cloning, &QPushButton::toggled, this, [this](bool on) {
        say(on ? tr("Hold Alt and click where the pixels come from, then paint.") : QString());
        update();
        Q_EMIT cloningChanged();
    });
    connect(m_clone, &QPushButton::clicked, this, &RepairBar::cloneRequested);
    connect(m_again, &QPushButton::clicked, this, [this] { Q_EMIT repairRequested({{"tool", "again"}}, true); });
    connect(m_take, &QPushButton::clicked, this, [this] { Q_EMIT repairRequested({{"tool", "take"}, {"from", m_from->value()}}, true); });
    connect(m_exposure, &QPushButton::clicked, this, [this] { Q_EMIT repairRequested({{"tool", "exposure"}, {"from", m_from->value()}}, false); });
    connect(m_revert, &QPushButton::clicked, this, [this] { Q_EMIT repairRequested({{"tool", "revert"}}, false); });
    connect(m_replace, &QPushButton::clicked, this, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Picture in place of the frame"), {}, tr("Pictures (*.png *.jpg *.jpeg)"));
        if (!file.isEmpty())
            Q_EMIT repairRequested({{"tool", "replace"}, {"image", file}}, false);
    });
    connect(m_from, &QSpinBox::valueChanged, this, &RepairBar::update);
    update();
}

void RepairBar::show(const std::optional<RolloutRecord>& rollout, int frame)
{
    const int frames = rollout ? int(rollout->frames.size()) : 0;
    m_from->setRange(0, std::max(0, frames - 1));
    if (frame != m_frame && m_from->value() == frame)
        m_from->setValue(frame > 0 ? 0 : std::min(1, frames - 1));
    m_frames = frames;
    m_frame = frame;
    m_edits = frame < frames && frame >= 0 ? int(rollout->frames[std::size_t(frame)].edits.size()) : 0;
    update();
}

void RepairBar::setRegion(bool marked)
{
    m_marked = marked;
    update();
}

bool RepairBar::isCloning() const
{
    return m_cloning->isChecked();
}

void RepairBar::setCloned(bool source, bool paint)
{
    m_cloned = paint;
    if (isCloning() && source && !m_busy)
        say(paint ? tr("Painted, not kept yet.") : tr("Paint: the pixels come from the cross."));
    update();
}

void RepairBar::setBusy(bool busy)
{
    m_busy = busy;
    update();
}

void RepairBar::say(const QString& text)
{
    m_said->setText(text);
}

void RepairBar::update()
{
    const bool ready = m_frames > 0 && !m_busy, other = ready && m_from->value() != m_frame;
    m_clear->setEnabled(m_marked || m_cloned);
    m_clone->setVisible(isCloning() || m_cloned);
    m_clone->setEnabled(ready && m_cloned);
    m_again->setEnabled(ready && m_marked);
    m_take->setEnabled(other && m_marked);
    m_exposure->setEnabled(other);
    m_replace->setEnabled(ready);
    m_revert->setEnabled(ready && m_edits > 0);
    m_revert->setText(m_edits > 0 ? tr("Revert (%1)").arg(m_edits) : tr("Revert"));
}

} // namespace w2v
