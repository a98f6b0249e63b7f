#include "ui/train/SamplesView.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QTextDocument>
#include <QStyledItemDelegate>
#include <QPainter>

#include <algorithm>
#include <limits>

#include "core/supervision/QaRecord.h"
#include "ui/records/RecordPictures.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kMaxShown = 400;   ///< newest samples in the list
constexpr int kLeastList = 180, kLeastFacts = 140, kLeastPictures = 180; ///< pixels: narrow windows are to hold the whole workspace
constexpr int kMostPictures = 320, kMostFacts = 260;
constexpr int kStep = Qt::UserRole + 1, kTask = Qt::UserRole + 2, kExpected = Qt::UserRole + 3, kAnswer = Qt::UserRole + 4, kRight = Qt::UserRole + 5;

QString text(const Json& sample, const char* key)
{
    const auto it = sample.find(key);
    if (it == sample.end())
        return {};
    if (it->is_string())
        return QString::fromStdString(it->get<std::string>());
    return it->is_null() ? QString() : QString::fromStdString(it->dump());
}

/// 1 right, 0 wrong, -1 not scored by the trainer.
int rightness(const Json& sample)
{
    const auto score = sample.find("score");
    if (score != sample.end() && score->is_number())
        return score->get<double>() > 0.5;
    const auto right = sample.find("right");
    if (right != sample.end() && right->is_boolean())
        return right->get<bool>();
    return text(sample, "expected") == text(sample, "answer") ? 1 : -1;
}

class SampleDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::instance();
        painter->save();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, theme.color(ColorRole::Selection));
        QRect area = option.rect.adjusted(space::kGap, 0, -space::kGap, 0);
        const auto column = [&](const QString& shown, int width, ColorRole role, TextStyle style) {
            painter->setFont(theme.font(style));
            painter->setPen(theme.color(role));
            painter->drawText(QRect(area.left(), area.top(), width, area.height()), Qt::AlignVCenter,
                              painter->fontMetrics().elidedText(shown, Qt::ElideRight, width - space::kHalf));
            area.setLeft(area.left() + width);
        };
        const int right = index.data(kRight).toInt();
        column(right > 0 ? QStringLiteral("✓") : right == 0 ? QStringLiteral("✕") : QStringLiteral("·"), space::kWide + space::kHalf,
               right > 0 ? ColorRole::Good : right == 0 ? ColorRole::Contradicts : ColorRole::Muted, TextStyle::Body);
        column(index.data(kTask).toString(), 2 * space::kWide, ColorRole::Muted, TextStyle::Body);
        column(index.data(kStep).toString(), 3 * space::kWide, ColorRole::Muted, TextStyle::Small);
        const int half = area.width() / 2;
        column(index.data(kAnswer).toString(), half, ColorRole::Text, TextStyle::Mono);
        column(index.data(kExpected).toString(), area.width(), ColorRole::Truth, TextStyle::Mono);
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, space::kRow}; }
};

} // namespace

SamplesView::SamplesView(Session& session, QWidget* parent) : QWidget(parent), m_session(session)
{
    m_list = new QListWidget;
    m_list->setObjectName(QStringLiteral("samples"));
    m_list->setProperty("look", "plain");
    m_list->setUniformItemSizes(true);
    m_list->setItemDelegate(new SampleDelegate(m_list));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // rows are as wide as the list
    m_list->setMinimumWidth(kLeastList);
    m_pictures = new RecordPictures(session);
    m_pictures->setMinimumWidth(kLeastPictures);
    m_pictures->setMaximumWidth(kMostPictures);
    m_facts = makeLabel({}, TextStyle::Small);
    m_facts->setObjectName(QStringLiteral("sampleFacts"));
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_facts->setMargin(space::kHalf);
    auto* facts = new QScrollArea;
    facts->setWidgetResizable(true);
    facts->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    facts->setWidget(m_facts);
    facts->setMinimumWidth(kLeastFacts);
    facts->setMaximumWidth(kMostFacts);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kGap);
    layout->addWidget(m_list, 5);
    layout->addWidget(facts, 3);
    layout->addWidget(m_pictures, 3);
    connect(m_list, &QListWidget::currentRowChanged, this, &SamplesView::showSample);
}

int SamplesView::count() const
{
    return static_cast<int>(m_samples.size());
}

void SamplesView::setSamples(std::vector<Json> samples)
{
    const int kept = m_list->currentRow();
    const std::size_t before = m_samples.size();
    m_samples = std::move(samples);
    const std::size_t grown = m_samples.size() > before ? m_samples.size() - before : 0;
    if (m_samples.size() < before)
        m_newer = 0;
    if (m_newer > 0) { // the reader looks at an older step: the list stays there
        m_newer += grown;
        return fill(std::max(kept, 0));
    }
    // The reader's row stays the reader's while new ones come in above it.
    fill(kept < 0 ? 0 : kept + static_cast<int>(grown));
}

void SamplesView::goTo(std::int64_t step)
{
    std::size_t best = m_samples.size();
    std::uint64_t nearest = std::numeric_limits<std::uint64_t>::max();
    for (std::size_t i = 0; i < m_samples.size(); ++i) {
        const auto at = m_samples[i].find("step");
        if (at == m_samples[i].end() || !at->is_number_integer())
            continue;
        const std::int64_t other = at->get<std::int64_t>();
        const std::uint64_t distance = other > step ? static_cast<std::uint64_t>(other) - static_cast<std::uint64_t>(step)
                                                    : static_cast<std::uint64_t>(step) - static_cast<std::uint64_t>(other);
        if (distance <= nearest) { // the list shows the newest first: the last of a step is its first row
            nearest = distance;
            best = i;
        }
    }
    if (best == m_samples.size())
        return;
    const std::size_t newer = m_samples.size() - 1 - best;
    m_newer = newer + 1 > kMaxShown / 2 ? newer : 0;
    fill(static_cast<int>(newer - m_newer));
    m_list->scrollToItem(m_list->currentItem(), QAbstractItemView::PositionAtTop);
}

const Json* SamplesView::at(int row) const
{
    const std::size_t newer = m_newer + static_cast<std::size_t>(std::max(row, 0));
    return row >= 0 && newer < m_samples.size() ? &m_samples[m_samples.size() - 1 - newer] : nullptr;
}

void SamplesView::fill(int row)
{
    const QSignalBlocker block(m_list);
    m_list->clear();
    for (int i = 0; i < kMaxShown && at(i); ++i) {
        const Json& sample = *at(i);
        auto* item = new QListWidgetItem(m_list);
        item->setData(kStep, text(sample, "step"));
        item->setData(kTask, text(sample, "task"));
        item->setData(kExpected, text(sample, "expected"));
        item->setData(kAnswer, text(sample, "answer"));
        item->setData(kRight, rightness(sample));
        item->setToolTip(Qt::convertFromPlainText(tr("step %1\nquestion: %2\nanswer: %3\nexpected: %4")
                                                      .arg(text(sample, "step"), text(sample, "question"), text(sample, "answer"), text(sample, "expected"))));
    }
    row = std::min(row, m_list->count() - 1);
    m_list->setCurrentRow(row);
    showSample(row);
}

void SamplesView::showSample(int row)
{
    const Json* chosen = at(row);
    if (!chosen) {
        m_facts->clear();
        m_pictures->setRecord(nullptr);
        return;
    }
    const Json& sample = *chosen;
    QStringList facts{tr("Step %1, %2").arg(text(sample, "step"), text(sample, "task")), text(sample, "question"),
                      tr("Answer: %1").arg(text(sample, "answer")), tr("Expected: %1").arg(text(sample, "expected"))};
    if (const auto reward = sample.find("reward"); reward != sample.end() && reward->is_object())
        for (const auto& [part, value] : reward->items())
            if (value.is_number())
                facts += tr("Reward, %1: %2").arg(QString::fromStdString(part), QLocale::c().toString(value.get<double>(), 'g', 4));
    if (const auto advantage = sample.find("advantage"); advantage != sample.end() && advantage->is_number())
        facts += tr("Advantage in its group: %1").arg(QLocale::c().toString(advantage->get<double>(), 'g', 4));
    m_facts->setText(facts.join(QLatin1Char('\n')));
    const std::string id = text(sample, "record").toStdString();
    Project* project = m_session.project();
    QaRecord record;
    try {
        if (project && !id.empty())
            record = project->record(id);
    } catch (const std::exception&) {
        record = {}; // removed since: the sample's own picture references still show it
    }
    // As it was asked: training may have varied the record.
    record.question = text(sample, "question").toStdString();
    record.answer = text(sample, "expected").toStdString();
    if (const auto images = sample.find("images"); images != sample.end() && images->is_array()) {
        record.images.clear();
        for (const Json& image : *images)
            if (image.is_string())
                record.images.push_back(image.get<std::string>());
    }
    const auto mirrored = sample.find("mirrored");
    m_pictures->setRecord(record.images.empty() ? nullptr : &record, {}, mirrored != sample.end() && *mirrored == true);
}

} // namespace w2v
