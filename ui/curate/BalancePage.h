#pragma once
#include <QWidget>

#include "core/eval/AnswerBalance.h"
#include "ui/session/Session.h"

class QLabel;
class QTableWidget;
class QTableWidgetItem;

namespace w2v {

class AnswerCounter;
class CountChart;

/// How many records there are of each task and of each kind of its answers, what is wanted, and what is missing. Targets are edited in
/// the table and kept in the project; a bar of the histogram leads to its records.
class BalancePage : public QWidget {
    Q_OBJECT
public:
    explicit BalancePage(Session& session, QWidget* parent = nullptr);

    void attach();            ///< to the session's project
    void refresh();           ///< counts anew, in another thread
    bool isCounting() const;

Q_SIGNALS:
    /// Records of one kind were chosen, by number.
    void recordsChosen(const QString& why, const std::vector<std::int64_t>& numbers);

private:
    struct Row {
        Task task;
        std::string kind;     ///< empty: the whole task
    };

    void fill();
    void showChart();
    void addRow(const Row& row, const AnswerCount& count, const std::map<std::string, std::int64_t>& targets);
    void setTarget(int row, const QString& text);
    void choose(const Row& row);
    AnswerCount countOf(const Row& row) const;

    Session& m_session;
    AnswerCounter* m_counter;
    AnswerCounts m_counts;
    std::vector<Row> m_rows;
    Task m_task = Task::A1;   ///< of the histogram
    std::vector<std::string> m_bars;
    QTableWidget* m_table;
    CountChart* m_chart;
    QLabel *m_title, *m_summary;
    bool m_filling = false;
};

/// A kind of answer in the user's language: "turn left", "2 motions", "yes".
QString answerKindText(const std::string& kind);

} // namespace w2v
