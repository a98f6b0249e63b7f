#pragma once
#include <QJsonObject>

#include <memory>

#include "ui/evaluate/EvaluationData.h"
#include "ui/widgets/Workspace.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QStackedWidget;

namespace w2v {

class AnswerColumns;
class AnswerLoader;
class BaselineFitter;
class BarChart;
class CalibrationPlot;
class ChatPanel;
class EmptyState;
class FlipMatrix;
class FlipTable;
class LatencyPlot;
class LookTable;
class ModelList;
class Notice;
class PathStage;
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
    /// HTML, or PDF by its name. False when it could not be written (an issue says why).
    bool writeReport(const QString& file);

private:
    QWidget* buildStage();
    void buildCommands();
    void attach();
    void reload();
    void take(const std::shared_ptr<AnswerTable>& table);
    void fitBaselines();
    void showModels();
    void comparedChanged();
    void applyFilter();
    void showCurrent();
    void showBars();
    void showPlots();
    void showPath(const QaRecord& record);
    void showTree(int model);
    void clearFilter();
    void vote();
    void exportVotes();
    void answerYourself();
    void askForReport();
    void sendToCuration();
    void updateEmptyState();
    void updateAsk();
    void fitChat();                              ///< gives the answers side by side their room
    void step(int rows);
    void measure();
    void measureWith(const QString& kind);       ///< "no-images", "swapped" or "mirrored"
    void askHowToMeasure(bool imagine);
    void queueBenchmark(const QJsonObject& parameters);
    void follow(Job* job);
    QString measureOperation() const;            ///< servers are asked by another one
    QJsonObject benchmarkParameters() const;
    QJsonObject answerParameters(const QString& kind) const;
    QuestionFilter filter() const;
    int currentRow() const;
    const std::vector<std::string>& compared() const;

    EvaluationData m_data;
    QuestionsModel* m_questions;
    ModelList* m_models;
    QListView* m_list;
    FlipMatrix* m_flips;
    Segmented* m_agreement;
    QComboBox *m_task, *m_benchmark, *m_unsure;
    QLineEdit* m_search;
    QLabel *m_question, *m_position, *m_kind;
    RecordPictures* m_pictures;
    AnswerColumns* m_answers;
    PathStage* m_path;
    std::string m_pathOf;                        ///< rollout whose path is shown
    std::string m_kept;                          ///< record that was shown before the answers were read anew
    BarChart* m_bars;
    FlipTable* m_flipTable;
    LookTable* m_lookTable;
    LatencyPlot* m_latency;
    CalibrationPlot* m_calibration;
    ChatPanel* m_chat = nullptr;
    QDockWidget* m_chatDock = nullptr;
    Notice* m_notice;
    EmptyState *m_noProject, *m_nothing, *m_noMatch;
    QStackedWidget *m_stage, *m_card;
    std::vector<BenchmarkReport> m_baselines;
    AnswerLoader* m_loader;
    BaselineFitter* m_fitter;
    QAction *m_measure = nullptr, *m_ask = nullptr, *m_stopAnswer = nullptr, *m_another = nullptr, *m_vote = nullptr;
};

/// The benchmark of the project's held-out records.
inline constexpr const char* kHeldoutBenchmark = "heldout";

/// What people call a model: "untrained", "<run>, step 1200", "majority answer".
QString modelText(const std::string& model);

} // namespace w2v
