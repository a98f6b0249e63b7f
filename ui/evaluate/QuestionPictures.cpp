#include "ui/evaluate/QuestionPictures.h"

#include <QFileInfo>
#include <QGridLayout>
#include <QResizeEvent>

#include <algorithm>

#include "ui/evaluate/EvaluationData.h"
#include "ui/session/ImageConversion.h"

namespace w2v {
namespace {

enum Page { OwnPage, OutsidePage };

/// "3  12.4 s" of a video's frame, "2  image_0_1.png" of a picture.
QString caption(std::size_t place, const Json& frame)
{
    if (frame.contains("seconds"))
        return QuestionPictures::tr("%1  %2 s").arg(place + 1).arg(frame.at("seconds").get<double>(), 0, 'f', 1);
    if (frame.contains("frame"))
        return QuestionPictures::tr("%1  frame %2").arg(place + 1).arg(frame.at("frame").get<int>() + 1);
    return QStringLiteral("%1  %2").arg(place + 1).arg(QFileInfo(QString::fromStdString(frame.value("file", ""))).fileName());
}

} // namespace

QuestionPictures::QuestionPictures(Session& session, QWidget* parent)
    : QStackedWidget(parent), m_record(new RecordPictures(session)), m_outside(new QWidget), m_grid(new QGridLayout(m_outside))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(space::kHalf);
    addWidget(m_record);
    addWidget(m_outside);
    m_pool.setMaxThreadCount(1);
}

QuestionPictures::~QuestionPictures()
{
    m_pool.clear();
    m_pool.waitForDone();
}

void QuestionPictures::setRecord(const QaRecord* record, const std::vector<PictureMark>& extra)
{
    ++m_request; // what is being loaded is not wanted any more
    m_loading = 0;
    m_record->setRecord(record, extra);
    setCurrentIndex(OwnPage);
}

void QuestionPictures::setQuestion(const std::shared_ptr<const OutsideEvaluation>& benchmark, std::size_t place)
{
    const int request = ++m_request;
    m_record->setRecord(nullptr);
    setCurrentIndex(OutsidePage);
    const BenchmarkQuestion& question = benchmark->benchmark.questions.at(place);
    if (!benchmark->benchmark.complete.at(place)) {
        m_loading = 0;
        const std::vector<std::string>& missing = benchmark->benchmark.missing;
        showPictures(question.media.size());
        for (std::size_t i = 0; i < question.media.size(); ++i) {
            const bool absent = std::find(missing.begin(), missing.end(), question.media[i]) != missing.end();
            m_views[i]->setPixmap({});
            m_views[i]->setCaption(QString::number(i + 1));
            const QString name = QString::fromStdString(question.media[i]);
            m_views[i]->setPlaceholder(absent ? tr("%1 is missing").arg(name) : tr("%1 is there, others of this question are missing").arg(name));
        }
        return;
    }
    if (m_shown == 0)
        showPictures(1);
    for (std::size_t i = 0; i < m_shown; ++i)
        m_views[i]->setPlaceholder(tr("Loading…"));
    m_pool.clear(); // of questions that were stepped over
    m_loading = 1;
    // The pool is drained in the destructor, so `this` outlives the job.
    m_pool.start([this, request, benchmark, place] {
        Loaded loaded;
        try {
            if (!m_media || !(m_mediaOf == benchmark->source)) {
                m_media.emplace(benchmark->source.media, benchmark->source.rules);
                m_mediaOf = benchmark->source;
            }
            Json frames;
            for (const ColorImage& image : m_media->load(benchmark->benchmark.questions[place], frames)) {
                loaded.captions << caption(loaded.images.size(), frames.at(loaded.images.size()));
                loaded.images.push_back(toQImage(image));
            }
        } catch (const std::exception& error) {
            loaded.problem = QString::fromUtf8(error.what());
        }
        QMetaObject::invokeMethod(this, [this, request, loaded] { take(request, loaded); }, Qt::QueuedConnection);
    });
}

void QuestionPictures::take(int request, const Loaded& loaded)
{
    if (request != m_request)
        return;
    m_loading = 0;
    showPictures(loaded.problem.isEmpty() ? loaded.images.size() : 1);
    if (!loaded.problem.isEmpty()) {
        m_views[0]->setPixmap({});
        m_views[0]->setCaption({});
        m_views[0]->setPlaceholder(loaded.problem);
        return;
    }
    for (std::size_t i = 0; i < loaded.images.size(); ++i) {
        m_views[i]->setPixmap(QPixmap::fromImage(loaded.images[i]));
        m_views[i]->setCaption(loaded.captions[static_cast<qsizetype>(i)]);
    }
}

std::vector<ImageView*> QuestionPictures::views() const
{
    return {m_views.begin(), m_views.begin() + static_cast<std::ptrdiff_t>(currentIndex() == OutsidePage ? m_shown : 0)};
}

void QuestionPictures::showPictures(std::size_t count)
{
    while (m_views.size() < count) {
        auto* view = new ImageView(m_outside);
        view->setObjectName(QStringLiteral("media%1").arg(m_views.size()));
        view->setMinimumSize(48, 36);
        m_views.push_back(view);
    }
    m_shown = count;
    arrange();
}

void QuestionPictures::arrange()
{
    // As many columns as make the pictures largest, for about square ones.
    const int count = static_cast<int>(m_shown);
    int columns = 1;
    double best = 0;
    for (int tried = 1; tried <= count; ++tried) {
        const int rows = (count + tried - 1) / tried;
        const double side = std::min(static_cast<double>(width()) / tried, 4.0 / 3 * height() / rows);
        if (side > best) {
            best = side;
            columns = tried;
        }
    }
    for (std::size_t i = 0; i < m_views.size(); ++i) {
        m_grid->removeWidget(m_views[i]);
        m_views[i]->setVisible(i < m_shown);
        if (i < m_shown)
            m_grid->addWidget(m_views[i], static_cast<int>(i) / columns, static_cast<int>(i) % columns);
    }
    for (int k = 0; k < std::max(m_grid->columnCount(), m_grid->rowCount()); ++k) {
        m_grid->setColumnStretch(k, k < columns ? 1 : 0);
        m_grid->setRowStretch(k, k * columns < count ? 1 : 0);
    }
}

void QuestionPictures::resizeEvent(QResizeEvent* event)
{
    QStackedWidget::resizeEvent(event);
    arrange();
}

} // namespace w2v
