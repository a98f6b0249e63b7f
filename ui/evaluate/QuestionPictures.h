#pragma once
#include <QStackedWidget>
#include <QThreadPool>

#include <memory>
#include <optional>
#include <vector>

#include "core/answerers/Evaluation.h"
#include "ui/records/RecordPictures.h"

class QGridLayout;

namespace w2v {

class EvaluationData;

/// The pictures of a question, whosever it is: a record's with its boxes, or those of a benchmark of others as models see them (cut by its
/// rules, frames sampled from its video), loaded on a thread of its own. Pictures that are missing are named in their place.
class QuestionPictures : public QStackedWidget {
    Q_OBJECT
public:
    explicit QuestionPictures(Session& session, QWidget* parent = nullptr);
    ~QuestionPictures() override;

    void setRecord(const QaRecord* record, const std::vector<PictureMark>& extra = {});
    /// `place`: of the question in the benchmark.
    void setQuestion(const std::shared_ptr<const OutsideEvaluation>& benchmark, std::size_t place);
    bool isLoading() const { return m_loading > 0 || m_record->isLoading(); }
    /// Of a benchmark of others, in reading order; those that are shown.
    std::vector<ImageView*> views() const;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Loaded {
        std::vector<QImage> images;
        QStringList captions;
        QString problem;
    };
    void take(int request, const Loaded& loaded);
    void showPictures(std::size_t count);
    void arrange();

    RecordPictures* m_record;
    QWidget* m_outside;
    QGridLayout* m_grid;
    std::vector<ImageView*> m_views;
    std::size_t m_shown = 0;
    QThreadPool m_pool;                  ///< one thread: it alone uses m_media
    std::optional<FolderMedia> m_media;  ///< keeps the last video's frames
    OpenedBenchmark m_mediaOf;
    int m_request = 0, m_loading = 0;
};

} // namespace w2v
