#include "ui/chat/SeenPicture.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/chat/PictureLoader.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kTallest = 220;
constexpr double kLeastPatch = 4, kLeastCell = 3; ///< pixels a line needs beside it, else it would hide the picture

} // namespace

PatchGrid::PatchGrid(PictureLoader& pictures, QWidget* parent) : QWidget(parent), m_pictures(pictures)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&pictures, &PictureLoader::ready, this, [this](const QString& source) {
        if (source == m_source)
            update();
    });
}

void PatchGrid::set(const QString& source, int rows, int columns, int merge)
{
    m_source = source;
    m_rows = rows;
    m_columns = columns;
    m_merge = std::max(1, merge);
    setVisible(rows > 0 && columns > 0);
    updateGeometry();
    update();
}

int PatchGrid::heightForWidth(int width) const
{
    return m_columns > 0 ? std::clamp(width * m_rows / m_columns, 24, kTallest) : 0;
}

void PatchGrid::paintEvent(QPaintEvent*)
{
    if (m_rows < 1 || m_columns < 1)
        return;
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    QSizeF size(m_columns, m_rows);
    size.scale(QSizeF(width(), height()), Qt::KeepAspectRatio);
    QRectF area({}, size);
    area.moveCenter(QRectF(rect()).center());
    painter.fillRect(area, theme.color(ColorRole::Stage));
    if (const QPixmap picture = m_pictures.picture(m_source); !picture.isNull())
        painter.drawPixmap(area, picture, QRectF(picture.rect()));
    const double step = area.width() / m_columns;
    const auto lines = [&](int every, double opacity) {
        // Dark under light, so that they show on any picture.
        for (const auto& [color, shift] : {std::pair(QColor(Qt::black), 0.5), std::pair(QColor(Qt::white), 0.0)}) {
            QColor ink = color;
            ink.setAlphaF(static_cast<float>(opacity));
            painter.setPen(QPen(ink, 0));
            for (int c = 0; c <= m_columns; c += every)
                painter.drawLine(QPointF(area.left() + c * step + shift, area.top()), QPointF(area.left() + c * step + shift, area.bottom()));
            for (int r = 0; r <= m_rows; r += every)
                painter.drawLine(QPointF(area.left(), area.top() + r * step + shift), QPointF(area.right(), area.top() + r * step + shift));
        }
    };
    if (step >= kLeastPatch)
        lines(1, 0.28);
    if (step * m_merge >= kLeastCell)
        lines(m_merge, 0.75);
}

SeenPicture::SeenPicture(PictureLoader& pictures, QWidget* parent)
    : QFrame(parent), m_title(makeLabel({}, TextStyle::Small)), m_facts(makeMuted({}, TextStyle::Small)), m_grid(new PatchGrid(pictures))
{
    setProperty("look", "inset");
    m_facts->setWordWrap(true);
    m_facts->setObjectName(QStringLiteral("seenFacts"));
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* close = makeIconButton(QStringLiteral("close"), tr("Close the model's view"), this);
    connect(close, &QToolButton::clicked, this, &SeenPicture::closed);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kGap, space::kHalf, space::kHalf, space::kGap);
    layout->setSpacing(space::kHalf);
    layout->addLayout(head);
    layout->addWidget(m_grid);
    layout->addWidget(m_facts);
    m_grid->set({}, 0, 0, 1);
}

void SeenPicture::showWaiting(const QString& name)
{
    m_title->setText(tr("%1 as the model sees it").arg(name));
    m_facts->setText(tr("Asking the model's files…"));
    m_grid->set({}, 0, 0, 1);
    show();
}

void SeenPicture::showResult(const QString& name, const QJsonObject& image)
{
    const auto number = [&](const char* key) { return image.value(QLatin1String(key)).toInt(); };
    m_title->setText(tr("%1 as the model sees it").arg(name));
    m_grid->set(image.value(QStringLiteral("file")).toString(), number("rows"), number("columns"), number("merge"));
    m_facts->setText(tr("%1 × %2 pixels (the picture has %3 × %4), %5 × %6 patches of %7, one token for %8 × %8 patches")
                         .arg(number("width")).arg(number("height")).arg(number("source_width")).arg(number("source_height"))
                         .arg(number("columns")).arg(number("rows")).arg(number("patch")).arg(number("merge"))
                     + QStringLiteral(": ") + tr("%n tokens", nullptr, number("tokens")));
    m_grid->setAccessibleName(m_facts->text());
    show();
}

void SeenPicture::showProblem(const QString& name, const QString& why)
{
    m_title->setText(tr("%1 as the model sees it").arg(name));
    m_grid->set({}, 0, 0, 1);
    m_facts->setText(why);
    show();
}

QString SeenPicture::text() const
{
    return m_facts->text();
}

} // namespace w2v
