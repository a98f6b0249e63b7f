#pragma once
#include <QJsonArray>
#include <QWidget>

#include <string>

#include "core/dataset/Project.h"
#include "core/training/Recipe.h"
#include "ui/session/Session.h"

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace w2v {

class FactTable;
class Notice;
class RecipeForm;
class Segmented;

/// The right panel: one recipe as form, as file and as command line, and what will happen before it starts.
class RecipePanel : public QWidget {
    Q_OBJECT
public:
    RecipePanel(Session& session, QAction* start, QWidget* parent = nullptr);

    const Recipe& recipe() const { return m_recipe; }
    void setRecipe(const Recipe& recipe);
    /// False while the text cannot be read or the values contradict each other.
    bool isValid() const { return m_valid; }
    /// Writes <project>/recipes/<name>.yaml and returns its path; empty when that failed (an issue says why).
    QString saveForStart();
    /// Counts records and images again.
    void refreshPreflight();

Q_SIGNALS:
    void changed();

private:
    void fromText();
    void check();
    void showViews();
    void loadList();
    void openNamed(int index);
    void checkBeforeStart();
    void showFindings();

    Session& m_session;
    Recipe m_recipe;
    bool m_valid = true, m_showing = false;
    QComboBox* m_list;
    Segmented* m_view;
    QStackedWidget* m_pages;
    RecipeForm* m_form;
    QPlainTextEdit *m_text, *m_command;
    Notice* m_problem;
    FactTable* m_preflight;
    QPushButton* m_check;
    QJsonArray m_findings; ///< of the last check
    std::string m_checked, m_checkedData; ///< the recipe's text and the project's counts then
};

} // namespace w2v
