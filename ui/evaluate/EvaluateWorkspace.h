#pragma once
#include <QJsonObject>

#include <functional>
#include <memory>

#include "ui/evaluate/EvaluationData.h"
#include "ui/theme/Theme.h"
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
class QuestionPictures;
class QuestionsModel;
class RuleTable;
class Segmented;

/// Evaluate: what post-training changed, on the project's held-out questions and on benchmarks of others. Models with intervals on the left, the question with its pictures and every model's
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
    void take(const std::shared_ptr<Evaluation>& evaluation);
    void showTypes();
    void fitBaselines();
    void showModels();
    void comparedChanged();
    void applyFilter();
    void showCurrent();
    void showBars();
    void showPlots();
    void showOutside(const std::string& id);
    void showPath(const QaRecord& record);
    void showTree(int model);
    void clearFilter();
    void vote();
    void exportVotes();
    void answerYourself();
    void askForReport();
    void sendToCuration();
    void say(ColorRole role, const QString& iconName, const QString& text); ///< in the bar above the stage, without a button
    void openBenchmark(const QString& path);     ///< "": asks where it is
    void showBenchmark(const QString& name);
    void showFiles();
    void closeOpened();
    void tellMissing();
    void importPredictions(const QString& file);
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
    void chooseBenchmark(QJsonObject& parameters) const; ///< the one that is shown
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
    QuestionPictures* m_pictures;
    AnswerColumns* m_answers;
    PathStage* m_path;
    std::string m_pathOf;                        ///< rollout whose path is shown
    bool m_toldMissing = false;                  ///< the bar above the stage says what the shown benchmark lacks
    std::function<void()> m_whenShown;           ///< said once the answers of the next benchmark are shown
    QString m_wanted;                            ///< benchmark to be shown next; "" = the same
    std::string m_kept;                          ///< record that was shown before the answers were read anew
    BarChart* m_bars;
    FlipTable* m_flipTable;
    LookTable* m_lookTable;
    RuleTable* m_ruleTable;
    LatencyPlot* m_latency;
    CalibrationPlot* m_calibration;
    ChatPanel* m_chat = nullptr;
    QDockWidget* m_barsDock = nullptr;
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

/// "A1  infer one move" of a task, a benchmark's own word with blanks.
QString typeText(const AnswerTable::Type& type);

/// What people call a model: "untrained", "<run>, step 1200", "majority answer".
QString modelText(const std::string& model);

} // namespace w2v
