#include "ui/plots/CurveChart.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QLineF>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QMouseEvent>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "ui/plots/CurveCsv.h"
#include "ui/plots/QCustomPlotHeader.h"
#include "ui/theme/IconSet.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
constexpr double kRawOpacity = 0.28; ///< of the unsmoothed points behind a smoothed line
constexpr double kBandOpacity = 0.18;
constexpr double kDot = 6; ///< pixels across
constexpr int kReadoutCurves = 8;
constexpr int kTickWidth = 56, kTickHeight = 26, kLeastTicks = 2, kMostTicks = 5; ///< pixels that a number at an axis wants; numbers

struct Curve {
    QString name;
    int color = 0;
    bool dashed = false;
    Series series;
    QCPGraph* raw = nullptr;
    QCPGraph* line = nullptr;
    QCPGraph *low = nullptr, *high = nullptr; ///< of a band
    Series lowest, highest;                   ///< of a band

    bool smoothed() const { return !low; }
};

/// The finite values' range, outliers beyond the 1st and 99th percentile left out once there are enough points to tell.
void widen(std::span<const double> values, bool trim, bool positiveOnly, double& low, double& high)
{
    std::vector<double> finite;
    finite.reserve(values.size());
    for (const double v : values)
        if (std::isfinite(v) && (!positiveOnly || v > 0))
            finite.push_back(v);
    if (finite.empty())
        return;
    std::size_t first = 0, last = finite.size() - 1;
    if (trim && finite.size() >= 100) {
        first = finite.size() / 100;
        last -= first;
    }
    std::nth_element(finite.begin(), finite.begin() + static_cast<std::ptrdiff_t>(first), finite.end());
    low = std::min(low, finite[first]);
    std::nth_element(finite.begin(), finite.begin() + static_cast<std::ptrdiff_t>(last), finite.end());
    high = std::max(high, finite[last]);
}

} // namespace

struct CurveChart::Impl {
    QLabel* title = nullptr;
    QLabel* readout = nullptr;
    QLabel* legend = nullptr;
    QLabel* empty = nullptr;
    QToolButton* menu = nullptr;
    QCustomPlot* plot = nullptr;
    QCPItemLine* cursor = nullptr;
    QCPItemStraightLine* level = nullptr;
    std::vector<std::unique_ptr<Curve>> curves;
    QString unit, levelName, xText;
    int digits = 4, xDigits = 0;
    double smoothing = 0, cursorX = kNothing, levelValue = kNothing;
    bool logX = false, logY = false, zoomed = false, dirty = true;

    /// Every point of every curve; of a band also its bounds.
    std::string csv() const
    {
        std::vector<CurveColumn> columns;
        for (const auto& curve : curves) {
            const std::string name = curve->name.toStdString();
            columns.push_back({name, &curve->series});
            if (curve->low) {
                columns.push_back({name + " low", &curve->lowest});
                columns.push_back({name + " high", &curve->highest});
            }
        }
        return curvesAsCsv(columns);
    }
    /// As many numbers at the axes as have room.
    void fitTicks()
    {
        plot->xAxis->ticker()->setTickCount(std::clamp(plot->width() / kTickWidth, kLeastTicks, kMostTicks));
        plot->yAxis->ticker()->setTickCount(std::clamp(plot->height() / kTickHeight, kLeastTicks, kMostTicks));
    }
    QString number(double value) const
    {
        return std::isfinite(value) ? QLocale::c().toString(value, 'g', digits) + unit : QStringLiteral("–");
    }
};

CurveChart::CurveChart(const QString& title, QWidget* parent) : QFrame(parent), m(std::make_unique<Impl>())
{
    setProperty("look", "card");
    setMinimumSize(200, 112);
    m->title = makeLabel(title, TextStyle::Body, this);
    m->readout = makeMuted({}, TextStyle::Small, this);
    m->readout->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m->menu = makeIconButton(QStringLiteral("more"), tr("Axes, zoom and export of this chart"), this);
    m->menu->setAutoRaise(true);
    m->legend = makeMuted({}, TextStyle::Small, this);
    m->legend->setTextFormat(Qt::RichText);
    m->legend->setWordWrap(true);
    m->legend->hide();
    m->plot = new QCustomPlot(this);
    m->plot->setObjectName(QStringLiteral("plot"));
    m->plot->setAttribute(Qt::WA_OpaquePaintEvent, false);
    m->empty = makeMuted({}, TextStyle::Small, m->plot);
    m->empty->setAlignment(Qt::AlignCenter);
    m->empty->setWordWrap(true);
    m->empty->setAttribute(Qt::WA_TransparentForMouseEvents);

    auto* top = new QHBoxLayout;
    top->setSpacing(space::kGap);
    top->addWidget(m->title);
    top->addWidget(m->readout, 1);
    top->addWidget(m->menu);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kGap + space::kHalf, space::kHalf, space::kHalf, space::kHalf);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m->legend);
    layout->addWidget(m->plot, 1);

    m->plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m->plot->setNoAntialiasingOnDrag(true);
    m->plot->axisRect()->setMinimumMargins(QMargins(space::kWide, space::kHalf, space::kGap, space::kHalf));
    m->plot->setContextMenuPolicy(Qt::NoContextMenu);
    m->cursor = new QCPItemLine(m->plot);
    m->cursor->start->setTypeX(QCPItemPosition::ptPlotCoords);
    m->cursor->end->setTypeX(QCPItemPosition::ptPlotCoords);
    m->cursor->start->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m->cursor->end->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m->cursor->setVisible(false);
    m->level = new QCPItemStraightLine(m->plot);
    m->level->setVisible(false);
    m->plot->installEventFilter(this);

    // The pointer's own zoom and pan go to all charts of a grid; programmatic ranges do not come back.
    const auto touched = [this] {
        m->zoomed = true;
        Q_EMIT xRangeChanged(m->plot->xAxis->range().lower, m->plot->xAxis->range().upper);
    };
    connect(m->plot, &QCustomPlot::mouseWheel, this, [touched, this] { QMetaObject::invokeMethod(this, touched, Qt::QueuedConnection); });
    connect(m->plot, &QCustomPlot::mouseRelease, this, [this, touched](QMouseEvent* event) {
        if (event->button() == Qt::LeftButton)
            QMetaObject::invokeMethod(this, [this, touched] { if (m->dirty) { m->dirty = false; touched(); } }, Qt::QueuedConnection);
    });
    connect(m->menu, &QToolButton::clicked, this, [this] { showMenu(m->menu->mapToGlobal(QPoint(0, m->menu->height()))); });
    connect(&Theme::instance(), &Theme::changed, this, &CurveChart::applyTheme);
    applyTheme();
}

CurveChart::~CurveChart() = default;

void CurveChart::setTitle(const QString& title)
{
    m->title->setText(title);
}

QString CurveChart::title() const
{
    return m->title->text();
}

void CurveChart::setValueFormat(const QString& unit, int digits)
{
    m->unit = unit;
    m->digits = digits;
}

void CurveChart::setXFormat(const QString& text, int digits)
{
    m->xText = text;
    m->xDigits = digits;
    updateReadout();
}

void CurveChart::setEmptyText(const QString& text)
{
    m->empty->setText(text);
}

int CurveChart::addCurve(const QString& name, int color, bool dashed)
{
    auto curve = std::make_unique<Curve>();
    curve->name = name;
    curve->color = color;
    curve->dashed = dashed;
    curve->series.setSmoothing(m->smoothing);
    curve->raw = m->plot->addGraph();
    curve->line = m->plot->addGraph();
    curve->raw->setAdaptiveSampling(true); // minimum and maximum per pixel column, every point kept
    curve->line->setAdaptiveSampling(true);
    m->curves.push_back(std::move(curve));
    applyTheme();
    return static_cast<int>(m->curves.size()) - 1;
}

int CurveChart::addBand(const QString& name, int color, std::span<const double> x, std::span<const double> line, std::span<const double> low, std::span<const double> high)
{
    const int number = addCurve(name, color);
    Curve& c = *m->curves.back();
    c.series.setSmoothing(0);
    append(number, x, line);
    c.low = m->plot->addGraph();
    c.high = m->plot->addGraph();
    for (std::size_t i = 0; i < std::min(low.size(), high.size()); ++i) {
        c.low->addData(x[i], low[i]);
        c.high->addData(x[i], high[i]);
        c.lowest.append(x[i], low[i]);
        c.highest.append(x[i], high[i]);
    }
    c.high->setChannelFillGraph(c.low);
    applyTheme();
    return number;
}

void CurveChart::clearCurves()
{
    m->curves.clear();
    m->plot->clearGraphs();
    m->cursorX = kNothing;
    m->zoomed = false;
    refresh();
}

int CurveChart::curveCount() const
{
    return static_cast<int>(m->curves.size());
}

const Series& CurveChart::series(int curve) const
{
    return m->curves.at(static_cast<std::size_t>(curve))->series;
}

QString CurveChart::curveName(int curve) const
{
    return m->curves.at(static_cast<std::size_t>(curve))->name;
}

void CurveChart::append(int curve, std::span<const double> x, std::span<const double> y)
{
    Curve& c = *m->curves.at(static_cast<std::size_t>(curve));
    const std::size_t count = std::min(x.size(), y.size()), before = c.series.size();
    QVector<QCPGraphData> raw, line;
    raw.reserve(static_cast<qsizetype>(count));
    line.reserve(static_cast<qsizetype>(count));
    for (std::size_t i = 0; i < count; ++i) {
        c.series.append(x[i], y[i]);
        // An infinite value would stretch the drawing; as a gap it is visible and harmless.
        raw.append(QCPGraphData(x[i], std::isfinite(y[i]) ? y[i] : kNothing));
        const double smooth = c.series.smooth()[before + i];
        line.append(QCPGraphData(x[i], std::isfinite(smooth) ? smooth : kNothing));
    }
    c.raw->data()->add(raw, false);
    c.line->data()->add(line, false);
}

void CurveChart::append(int curve, double x, double y)
{
    append(curve, std::span(&x, 1), std::span(&y, 1));
}

void CurveChart::clearPoints(int curve)
{
    Curve& c = *m->curves.at(static_cast<std::size_t>(curve));
    c.series.clear();
    c.raw->data()->clear();
    c.line->data()->clear();
}

void CurveChart::setReferenceLevel(double level, const QString& name)
{
    m->levelValue = level;
    m->levelName = name;
    m->level->setVisible(std::isfinite(level));
    if (std::isfinite(level)) {
        m->level->point1->setCoords(0, level);
        m->level->point2->setCoords(1, level);
    }
    refresh();
}

void CurveChart::refresh()
{
    if (!m->zoomed)
        fitRanges();
    bool any = false;
    for (const auto& curve : m->curves) {
        any = any || curve->series.size() > 0;
        // A single point makes no line: it is drawn as a dot.
        curve->line->setScatterStyle(curve->series.size() == 1 ? QCPScatterStyle(QCPScatterStyle::ssDisc, kDot) : QCPScatterStyle());
    }
    m->empty->setVisible(!any);
    m->empty->setGeometry(m->plot->rect().adjusted(space::kWide, 0, -space::kWide, 0));
    m->plot->xAxis->setVisible(any);
    m->plot->yAxis->setVisible(any);
    updateReadout();
    m->plot->replot(QCustomPlot::rpQueuedReplot);
}

void CurveChart::setSmoothing(double weight)
{
    m->smoothing = std::clamp(weight, 0.0, 0.9999);
    for (const auto& curve : m->curves) {
        if (!curve->smoothed())
            continue;
        curve->series.setSmoothing(m->smoothing);
        QVector<QCPGraphData> line;
        line.reserve(static_cast<qsizetype>(curve->series.size()));
        for (std::size_t i = 0; i < curve->series.size(); ++i) {
            const double smooth = curve->series.smooth()[i];
            line.append(QCPGraphData(curve->series.x()[i], std::isfinite(smooth) ? smooth : kNothing));
        }
        curve->line->data()->set(line, true);
        curve->raw->setVisible(m->smoothing > 0);
    }
    refresh();
}

void CurveChart::setLogX(bool on)
{
    m->logX = on;
    m->plot->xAxis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    m->plot->xAxis->setTicker(on ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog) : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    m->fitTicks();
    m->zoomed = false;
    refresh();
}

void CurveChart::setLogY(bool on)
{
    m->logY = on;
    m->plot->yAxis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    m->plot->yAxis->setTicker(on ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog) : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    m->fitTicks();
    m->zoomed = false;
    refresh();
}

bool CurveChart::logX() const
{
    return m->logX;
}

bool CurveChart::logY() const
{
    return m->logY;
}

void CurveChart::setXRange(double lower, double upper)
{
    m->zoomed = true;
    m->plot->xAxis->setRange(lower, upper);
    m->plot->replot(QCustomPlot::rpQueuedReplot);
}

void CurveChart::showAll()
{
    m->zoomed = false;
    refresh();
}

bool CurveChart::zoomed() const
{
    return m->zoomed;
}

void CurveChart::showCursor(double x)
{
    m->cursorX = x;
    const bool on = std::isfinite(x) && !m->curves.empty();
    m->cursor->setVisible(on);
    if (on) {
        m->cursor->start->setCoords(x, 0);
        m->cursor->end->setCoords(x, 1);
    }
    updateReadout();
    m->plot->replot(QCustomPlot::rpQueuedReplot);
}

QPointF CurveChart::placeOf(int curve, std::size_t point) const
{
    const Series& series = m->curves.at(static_cast<std::size_t>(curve))->series;
    return {m->plot->xAxis->coordToPixel(series.x()[point]), m->plot->yAxis->coordToPixel(series.smooth()[point])};
}

void CurveChart::clickAt(const QPointF& place)
{
    const double x = m->plot->xAxis->pixelToCoord(place.x());
    int hit = -1;
    double least = 0;
    for (int i = 0; i < curveCount(); ++i) {
        if (series(i).size() == 0)
            continue;
        const double distance = QLineF(place, placeOf(i, series(i).nearest(x))).length();
        if (hit < 0 || distance < least || (std::isnan(least) && std::isfinite(distance))) {
            hit = i;
            least = distance;
        }
    }
    if (hit >= 0)
        Q_EMIT pointClicked(hit, series(hit).x()[series(hit).nearest(x)]);
}

bool CurveChart::savePicture(const QString& path, double scale)
{
    const QString kind = QFileInfo(path).suffix().toLower();
    if (kind == u"svg") {
        QSvgGenerator file;
        file.setFileName(path);
        file.setTitle(title());
        file.setSize(size());
        file.setViewBox(rect());
        return paintLines(file);
    }
    if (kind == u"pdf") {
        QPdfWriter file(path);
        file.setTitle(title());
        file.setResolution(logicalDpiX());
        file.setPageMargins({});
        file.setPageSize(QPageSize(QSizeF(size()) * 72.0 / logicalDpiX(), QPageSize::Point));
        return paintLines(file);
    }
    QPixmap plot = m->plot->toPixmap(m->plot->width(), m->plot->height(), scale);
    QPixmap whole(size() * scale);
    whole.fill(Theme::instance().color(ColorRole::Surface));
    QPainter painter(&whole);
    painter.scale(scale, scale);
    render(&painter, QPoint(), QRegion(), QWidget::DrawChildren);
    painter.resetTransform();
    plot.setDevicePixelRatio(1);
    painter.drawPixmap(m->plot->pos() * scale, plot);
    painter.end();
    return whole.save(path, "PNG");
}

/// Title and plot as lines and text, not as pixels.
bool CurveChart::paintLines(QPaintDevice& device)
{
    QCPPainter painter;
    if (!painter.begin(&device))
        return false;
    painter.setMode(QCPPainter::pmVectorized);
    painter.fillRect(rect(), Theme::instance().color(ColorRole::Surface));
    painter.setFont(m->title->font());
    painter.setPen(Theme::instance().color(ColorRole::Text));
    painter.drawText(m->title->geometry(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, title());
    painter.translate(m->plot->pos());
    m->plot->toPainter(&painter, m->plot->width(), m->plot->height());
    return painter.end();
}

void CurveChart::saveCsv(const QString& path) const
{
    writeFileAtomic(path.toStdString(), m->csv());
}

void CurveChart::applyTheme()
{
    const Theme& theme = Theme::instance();
    const QColor muted = theme.color(ColorRole::Muted), line = theme.color(ColorRole::Line);
    m->plot->setBackground(QBrush(theme.color(ColorRole::Surface)));
    const QFont small = theme.font(TextStyle::Small);
    for (QCPAxis* axis : {m->plot->xAxis, m->plot->yAxis}) {
        axis->setBasePen(QPen(line));
        axis->setTickPen(QPen(line));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(muted);
        axis->setTickLabelFont(small);
        axis->setTickLengthIn(0);
        axis->setTickLengthOut(space::kHalf / 2);
        axis->setTickLabelPadding(space::kHalf);
        axis->setNumberFormat(QStringLiteral("gb"));
        axis->setNumberPrecision(4);
        axis->grid()->setPen(QPen(theme.color(ColorRole::Line, 0.5), 1));
        axis->grid()->setSubGridVisible(false);
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    m->plot->xAxis->grid()->setVisible(false);
    m->plot->yAxis->setBasePen(Qt::NoPen);
    m->plot->yAxis->setTickPen(Qt::NoPen);
    m->cursor->setPen(QPen(muted, 1, Qt::DotLine));
    m->level->setPen(QPen(theme.color(ColorRole::Muted), 1, Qt::DashLine));
    for (const auto& curve : m->curves) {
        QColor color = theme.series(curve->color);
        curve->line->setPen(QPen(color, 1.75, curve->dashed ? Qt::DashLine : Qt::SolidLine));
        color.setAlphaF(static_cast<float>(kRawOpacity));
        curve->raw->setPen(QPen(color, 1));
        curve->raw->setVisible(m->smoothing > 0 && curve->smoothed());
        if (curve->low) {
            color.setAlphaF(static_cast<float>(kBandOpacity));
            curve->low->setPen(Qt::NoPen);
            curve->high->setPen(Qt::NoPen);
            curve->high->setBrush(color);
        }
    }
    refresh();
}

void CurveChart::updateReadout()
{
    if (std::isfinite(m->cursorX))
        m->readout->setText((m->xText.isEmpty() ? tr("step %1") : m->xText).arg(QLocale::c().toString(m->cursorX, 'f', m->xDigits)));
    else if (m->curves.size() == 1 && m->curves[0]->series.size())
        m->readout->setText(m->number(m->curves[0]->series.smooth().back()));
    else
        m->readout->clear();

    QStringList parts;
    for (const auto& curve : m->curves) {
        if (parts.size() == kReadoutCurves) {
            parts += tr("and %n more", nullptr, static_cast<int>(m->curves.size()) - kReadoutCurves);
            break;
        }
        QString value;
        if (curve->series.size()) {
            const std::size_t at = std::isfinite(m->cursorX) ? curve->series.nearest(m->cursorX) : curve->series.size() - 1;
            value = m->number(curve->series.smooth()[at]);
            if (at < curve->lowest.size())
                value += QStringLiteral(" (%1 – %2)").arg(m->number(curve->lowest.y()[at]), m->number(curve->highest.y()[at]));
            else if (m->smoothing > 0 && std::isfinite(m->cursorX))
                value += QStringLiteral(" (%1)").arg(m->number(curve->series.y()[at]));
        }
        parts += QStringLiteral("<span style='color:%1'>%2</span>&nbsp;%3&nbsp;<span style='color:%4'>%5</span>")
                     .arg(Theme::instance().series(curve->color).name(), curve->dashed ? QStringLiteral("┅") : QStringLiteral("━"),
                          curve->name.toHtmlEscaped(), Theme::instance().hex(ColorRole::Text), value);
    }
    if (std::isfinite(m->levelValue) && !m->levelName.isEmpty())
        parts += QStringLiteral("┅&nbsp;%1&nbsp;%2").arg(m->levelName.toHtmlEscaped(), m->number(m->levelValue));
    m->legend->setText(parts.join(QStringLiteral("&ensp; ")));
    m->legend->setVisible(!m->curves.empty() && (m->curves.size() > 1 || std::isfinite(m->cursorX) || std::isfinite(m->levelValue)));
}

void CurveChart::fitRanges()
{
    double x0 = std::numeric_limits<double>::infinity(), x1 = -x0, y0 = x0, y1 = -x0;
    for (const auto& curve : m->curves) {
        if (!curve->series.size())
            continue;
        widen(curve->series.x(), false, m->logX, x0, x1);
        widen(curve->series.smooth(), false, m->logY, y0, y1);
        if (m->smoothing > 0)
            widen(curve->series.y(), true, m->logY, y0, y1);
        widen(curve->lowest.y(), false, m->logY, y0, y1);
        widen(curve->highest.y(), false, m->logY, y0, y1);
    }
    if (std::isfinite(m->levelValue)) {
        y0 = std::min(y0, m->levelValue);
        y1 = std::max(y1, m->levelValue);
    }
    if (x0 > x1 || y0 > y1)
        return;
    if (x0 == x1)
        x1 = x0 + 1;
    if (m->logY) {
        const double pad = y1 > y0 ? std::pow(y1 / y0, 0.06) : 1.5;
        y0 /= pad;
        y1 *= pad;
    } else {
        const double pad = y1 > y0 ? (y1 - y0) * 0.06 : std::max(1e-9, std::abs(y0) * 0.1);
        y0 -= pad;
        y1 += pad;
    }
    m->plot->xAxis->setRange(x0, x1);
    m->plot->yAxis->setRange(y0, y1);
}

bool CurveChart::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m->plot)
        return QFrame::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseMove: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->buttons() & Qt::LeftButton)
            m->dirty = true; // a drag has moved the range; told when it ends
        const double x = m->plot->xAxis->pixelToCoord(mouse->position().x());
        showCursor(x);
        Q_EMIT cursorMoved(x);
        break;
    }
    case QEvent::Leave:
        showCursor(kNothing);
        Q_EMIT cursorMoved(kNothing);
        break;
    case QEvent::MouseButtonPress: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        m->dirty = false;
        const bool rectangle = mouse->modifiers() & Qt::ShiftModifier;
        m->plot->setSelectionRectMode(rectangle ? QCP::srmZoom : QCP::srmNone);
        m->plot->axisRect()->setRangeDrag(Qt::Horizontal | Qt::Vertical);
        break;
    }
    case QEvent::MouseButtonRelease: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->button() == Qt::LeftButton && !m->dirty)
            clickAt(mouse->position());
        break;
    }
    case QEvent::MouseButtonDblClick:
        showAll();
        Q_EMIT xRangeReset();
        return true;
    case QEvent::Wheel:
        // Steps matter more than values here: the wheel zooms the x axis, with Ctrl the y axis.
        m->plot->axisRect()->setRangeZoom(static_cast<QWheelEvent*>(event)->modifiers() & Qt::ControlModifier ? Qt::Vertical
                                                                                                                : Qt::Horizontal);
        m->zoomed = true;
        break;
    case QEvent::ContextMenu:
        showMenu(static_cast<QContextMenuEvent*>(event)->globalPos());
        return true;
    case QEvent::Resize:
        m->empty->setGeometry(QRect(QPoint(), static_cast<QResizeEvent*>(event)->size()).adjusted(space::kWide, 0, -space::kWide, 0));
        m->fitTicks();
        break;
    default:
        break;
    }
    return false;
}

void CurveChart::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        applyTheme();
}

void CurveChart::showMenu(const QPoint& globalPosition)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* logY = menu->addAction(tr("Logarithmic values"));
    logY->setCheckable(true);
    logY->setChecked(m->logY);
    connect(logY, &QAction::toggled, this, &CurveChart::setLogY);
    QAction* logX = menu->addAction(tr("Logarithmic steps"));
    logX->setCheckable(true);
    logX->setChecked(m->logX);
    connect(logX, &QAction::toggled, this, &CurveChart::setLogX);
    connect(menu->addAction(tr("Show everything (double click)")), &QAction::triggered, this, [this] {
        showAll();
        Q_EMIT xRangeReset();
    });
    menu->addSeparator();
    connect(menu->addAction(tr("Save picture…")), &QAction::triggered, this, &CurveChart::askPicture);
    connect(menu->addAction(tr("Save data as CSV…")), &QAction::triggered, this, &CurveChart::askCsv);
    connect(menu->addAction(tr("Copy data")), &QAction::triggered, this, [this] {
        QGuiApplication::clipboard()->setText(QString::fromStdString(m->csv()));
    });
    menu->popup(globalPosition);
}

void CurveChart::askPicture()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save picture"), title() + QStringLiteral(".png"),
                                                      tr("Pictures (*.png *.svg *.pdf)"));
    if (!path.isEmpty() && !savePicture(path))
        QMessageBox::warning(this, tr("Save picture"), tr("%1 could not be written. Choose another folder.").arg(path));
}

void CurveChart::askCsv()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save data"), title() + QStringLiteral(".csv"), tr("CSV tables (*.csv)"));
    if (path.isEmpty())
        return;
    try {
        saveCsv(path);
    } catch (const Error& error) {
        QMessageBox::warning(this, tr("Save data"), QString::fromStdString(error.what()));
    }
}

} // namespace w2v
