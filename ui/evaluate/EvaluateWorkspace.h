#pragma once
#include <QJsonObject>

#include "ui/evaluate/EvaluationData.h"
#include "ui/widgets/Workspace.h"

class QComboBox;
class QLabel;
class QListView;
class QStackedWidget;

namespace w2v {

class AnswerColumns;
class BaselineFitter;
class BarChart;
class ChatPanel;
class EmptyState;
class FlipMatrix;
class ModelList;
class Notice;
class QuestionsModel;
class RecordPictures;
class Segmented;

/// Evaluate: what post-training changed. Models with intervals on the left, the question with its pictures and every model's
/// answer in the middle, accuracy per task below, and a conversation with any model on the right.
class EvaluateWorkspace : public Workspace {
    Q_OBJECT
public:
    explicit EvaluateWorkspace(Session& session, QWidget* parent = nullptr);
    ~EvaluateWorkspace() override;

    QAction* primaryAction() override { return m_measure; }
    QStringList breadcrumb() const override;
    void activate() override;
    bool worksWithoutProject() const override { return true; } ///< a model can be asked
    bool isSettled() const override;
    QString describeDrop(const QStringList& paths) const override;
    void drop(const QStringList& paths) override;

    const EvaluationData& data() const { return m_data; }
    QuestionsModel& questions() const { return *m_questions; }

private:
    QWidget* buildStage();
    void buildCommands();
    void attach();
    void reload();
    void fitBaselines();
    void showModels();
    void comparedChanged();
    void applyFilter();
    void showCurrent();
    void showBars();
    void updateEmptyState();
    void updateAsk();
    void step(int rows);
    void measure();
    QJsonObject benchmarkParameters() const;
    QuestionFilter filter() const;
    int currentRow() const;
    const std::vector<std::string>& compared() const;

    EvaluationData m_data;
    QuestionsModel* m_questions;
    ModelList* m_models;
    QListView* m_list;
    FlipMatrix* m_flips;
    Segmented* m_agreement;
    QComboBox *m_task, *m_benchmark;
    QLabel *m_question, *m_position, *m_kind;
    RecordPictures* m_pictures;
    AnswerColumns* m_answers;
    BarChart* m_bars;
    ChatPanel* m_chat = nullptr;
    Notice* m_notice;
    EmptyState *m_noProject, *m_nothing, *m_noMatch;
    QStackedWidget *m_stage, *m_card;
    std::vector<BenchmarkReport> m_baselines;
    BaselineFitter* m_fitter;
    QAction *m_measure = nullptr, *m_ask = nullptr, *m_stopAnswer = nullptr;
};

/// What people call a model: "untrained", "<run>, step 1200", "majority answer".
QString modelText(const std::string& model);

} // namespace w2v
