#include "ui/imagine/QualityStrip.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/dataset/ProjectThresholds.h"
#include "ui/imagine/Filmstrip.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

namespace w2v {

namespace {

constexpr int kHeight = 64, kTop = 6, kBottom = 4, kGrab = 6;

} // namespace

QualityBars::QualityBars(const Filmstrip& film, QWidget* parent) : QWidget(parent), m_film(film)
{
    setObjectName("imagine.qualityBars");
    setFixedHeight(kHeight);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&film, &Filmstrip::scrolled, this, qOverload<>(&QWidget::update));
}

void QualityBars::setFrames(const QList<FilmFrame>& frames)
{
    m_frames = frames;
    update();
}

void QualityBars::setMeasure(const QualityMeasure& measure)
{
    m_measure = measure;
    m_active = 0;
    m_dragged = -1;
    setToolTip(measure.why);
    describe();
    update();
}

void QualityBars::setThresholds(const QualityThresholds& thresholds)
{
    m_thresholds = thresholds;
    describe();
    update();
}

void QualityBars::describe()
{
    QStringList parts{m_measure.name};
    for (const QualityLimit& limit : m_measure.limits)
        parts << (limit.least ? tr("at least %1") : tr("at most %1")).arg(m_measure.text(m_thresholds.*limit.field));
    setAccessibleName(parts.join(", "));
}

double QualityBars::lineOf(std::size_t limit) const
{
    return kTop + (1 - m_measure.place(m_thresholds.*m_measure.limits[limit].field)) * (height() - kTop - kBottom);
}

void QualityBars::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme.font(TextStyle::Small));
    const double base = height() - kBottom, span = height() - kTop - kBottom;
    bool any = false;
    for (int i = 0; i < m_frames.size(); ++i) {
        const QRect cell = m_film.cell(i);
        if (cell.right() < 0 || cell.left() > width())
            continue;
        painter.fillRect(QRectF(cell.left(), base, cell.width(), 1), theme.color(ColorRole::Line));
        const std::optional<double> value = m_frames[i].quality ? m_measure.value(*m_frames[i].quality) : std::nullopt;
        if (!value)
            continue;
        any = true;
        const bool bad = std::ranges::any_of(m_measure.limits, [&](const QualityLimit& limit) {
            // What is uncertain is rejected only beyond twice its standard deviation.
            const double sigma = m_measure.sigma ? 2 * m_measure.sigma(*m_frames[i].quality) : 0;
            return limit.least ? *value < m_thresholds.*limit.field : *value - sigma > m_thresholds.*limit.field;
        });
        const double top = base - m_measure.place(*value) * span;
        const double width = std::min(28.0, cell.width() * 0.6), left = cell.center().x() - width / 2;
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(bad ? ColorRole::Contradicts : ColorRole::Good, bad ? 1.0 : 0.75));
        painter.drawRoundedRect(QRectF(left, std::min(top, base - 2), width, std::max(2.0, base - top)), 2, 2);
        if (m_measure.sigma) {
            const double sigma = 2 * m_measure.sigma(*m_frames[i].quality);
            painter.setPen(QPen(theme.color(ColorRole::Text), 1));
            const double x = cell.center().x();
            painter.drawLine(QPointF(x, base - m_measure.place(*value + sigma) * span), QPointF(x, base - m_measure.place(std::max(0.0, *value - sigma)) * span));
        }
    }
    if (!any) {
        painter.setPen(theme.color(ColorRole::Muted));
        painter.drawText(rect(), Qt::AlignHCenter | Qt::AlignTop, m_frames.isEmpty() ? QString() : tr("Not measured for these frames"));
    }
    for (std::size_t i = 0; i < m_measure.limits.size(); ++i) {
        const double y = lineOf(i);
        const bool active = hasFocus() && int(i) == m_active;
        painter.setPen(QPen(theme.color(active || int(i) == m_dragged ? ColorRole::Accent : ColorRole::Text), active ? 2 : 1, Qt::DashLine));
        painter.drawLine(QPointF(0, y), QPointF(width(), y));
        const QString label = (m_measure.limits[i].least ? QStringLiteral("≥ ") : QStringLiteral("≤ ")) + m_measure.text(m_thresholds.*m_measure.limits[i].field);
        const QRectF room(width() - painter.fontMetrics().horizontalAdvance(label) - 14, std::clamp(y - 9, 0.0, height() - 18.0),
                          painter.fontMetrics().horizontalAdvance(label) + 10, 18);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(ColorRole::Raised));
        painter.drawRoundedRect(room, 4, 4);
        painter.setPen(theme.color(ColorRole::Text));
        painter.drawText(room, Qt::AlignCenter, label);
    }
}

int QualityBars::limitAt(double y) const
{
    int best = -1;
    double nearest = kGrab;
    for (std::size_t i = 0; i < m_measure.limits.size(); ++i)
        if (const double distance = std::abs(y - lineOf(i)); distance <= nearest) {
            nearest = distance;
            best = int(i);
        }
    return best;
}

void QualityBars::move(std::size_t limit, double place)
{
    const QualityLimit& moved = m_measure.limits[limit];
    double value = m_measure.valueAt(place);
    for (const QualityLimit& other : m_measure.limits) // the lower line stays below the upper one
        if (other.field != moved.field)
            value = moved.least ? std::min(value, m_thresholds.*other.field) : std::max(value, m_thresholds.*other.field);
    m_thresholds.*moved.field = value;
    describe();
    update();
    Q_EMIT thresholdsChanged(m_thresholds);
}

void QualityBars::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragged = limitAt(event->position().y());
    if (m_dragged >= 0)
        m_active = m_dragged;
    update();
}

void QualityBars::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragged >= 0)
        move(std::size_t(m_dragged), 1 - (event->position().y() - kTop) / (height() - kTop - kBottom));
    setCursor(m_dragged >= 0 || limitAt(event->position().y()) >= 0 ? Qt::SizeVerCursor : Qt::ArrowCursor);
}

void QualityBars::mouseReleaseEvent(QMouseEvent*)
{
    if (std::exchange(m_dragged, -1) >= 0)
        Q_EMIT released();
    update();
}

void QualityBars::keyPressEvent(QKeyEvent* event)
{
    const int count = int(m_measure.limits.size());
    if (count == 0)
        return QWidget::keyPressEvent(event);
    const auto active = std::size_t(std::clamp(m_active, 0, count - 1));
    const double place = m_measure.place(m_thresholds.*m_measure.limits[active].field), step = event->modifiers() & Qt::ShiftModifier ? 0.1 : 0.02;
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
        move(active, place + (event->key() == Qt::Key_Up ? step : -step));
        Q_EMIT released();
        return;
    case Qt::Key_Space:
        m_active = (m_active + 1) % count;
        update();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

QualityStrip::QualityStrip(Session& session, Filmstrip& film, QWidget* parent)
    : QWidget(parent), m_session(session), m_film(film), m_measures(qualityMeasures()), m_choice(new QComboBox), m_summary(makeMuted({}, TextStyle::Small)),
      m_reset(makeIconButton("undo", tr("Limits as they were in the beginning"))), m_bars(new QualityBars(film))
{
    m_choice->setObjectName("imagine.measure");
    m_choice->setAccessibleName(tr("Measure"));
    m_choice->setFixedHeight(26);
    for (const QualityMeasure& measure : m_measures)
        m_choice->addItem(measure.name);
    m_summary->setObjectName("imagine.verdicts");
    m_reset->setObjectName("imagine.resetLimits");
    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(space::kGap);
    row->addWidget(m_choice);
    row->addWidget(m_summary, 1);
    row->addWidget(m_reset);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, space::kHalf);
    layout->setSpacing(space::kHalf);
    layout->addLayout(row);
    layout->addWidget(m_bars);
    setTabOrder(m_choice, m_bars);
    connect(m_choice, &QComboBox::currentIndexChanged, this, [this](int index) { m_bars->setMeasure(m_measures[std::size_t(std::max(0, index))]); });
    connect(m_bars, &QualityBars::thresholdsChanged, this, &QualityStrip::apply);
    connect(m_bars, &QualityBars::released, this, &QualityStrip::save);
    connect(m_reset, &QToolButton::clicked, this, [this] {
        apply({});
        save();
    });
    for (const auto signal : {&Session::projectOpened, &Session::projectClosed})
        connect(&session, signal, this, &QualityStrip::load);
    m_bars->setMeasure(m_measures.front());
    load();
}

void QualityStrip::load()
{
    QualityThresholds thresholds;
    if (const Project* project = m_session.project())
        try {
            thresholds = loadThresholds(*project).value_or(thresholds);
        } catch (const std::exception& error) {
            m_session.report("project", error);
        }
    apply(thresholds);
}

void QualityStrip::save()
{
    if (m_session.hasProject())
        m_session.edit([&](Project& project) { storeThresholds(project, m_thresholds); });
}

void QualityStrip::apply(const QualityThresholds& thresholds)
{
    m_thresholds = thresholds;
    m_bars->setThresholds(thresholds);
    summarise();
    Q_EMIT thresholdsChanged();
}

void QualityStrip::setFrames(const QList<FilmFrame>& frames)
{
    m_frames = frames;
    m_bars->setFrames(frames);
    summarise();
}

void QualityStrip::summarise()
{
    std::map<QualityReason, int> reasons;
    QList<QStringList> verdicts;
    int measured = 0, rejected = 0;
    for (const FilmFrame& frame : m_frames) {
        QStringList why;
        if (frame.quality) {
            ++measured;
            for (const QualityReason reason : judge(*frame.quality, m_thresholds)) {
                ++reasons[reason];
                why << qualityReasonText(reason);
            }
        }
        rejected += !why.isEmpty();
        verdicts << why;
    }
    m_film.setVerdicts(verdicts);
    QStringList parts;
    for (const auto& [reason, count] : reasons)
        parts << QStringLiteral("%1 %2").arg(count).arg(qualityReasonText(reason));
    m_summary->setText(measured == 0   ? QString()
                       : rejected == 0 ? tr("All %1 measured frames are within the limits").arg(measured)
                                       : tr("%1 of %2 frames rejected: %3").arg(rejected).arg(measured).arg(parts.join(", ")));
}

} // namespace w2v
