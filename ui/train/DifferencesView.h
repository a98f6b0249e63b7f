#pragma once
#include <QWidget>

#include <string>
#include <vector>

#include "core/training/Recipe.h"

class QComboBox;
class QTreeWidget;

namespace w2v {

class ElidedLabel;

/// In what the recipe of the chosen run differs from that of another run, or from the recipe of the next one.
class DifferencesView : public QWidget {
    Q_OBJECT
public:
    struct Other {
        std::string id;
        QString name;
        std::string recipe; ///< its text; empty for runs of other programs
    };

    explicit DifferencesView(QWidget* parent = nullptr);

    /// All runs, newest first.
    void setRuns(const std::vector<Other>& runs);
    void setRun(const std::string& id);
    void setNext(const Recipe& recipe);

private:
    void refresh();

    QComboBox* m_against;
    ElidedLabel* m_summary;
    QTreeWidget* m_list;
    std::vector<Other> m_runs;
    std::string m_run;
    Recipe m_next;
};

} // namespace w2v
