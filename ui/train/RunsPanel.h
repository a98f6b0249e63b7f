#pragma once
#include <QWidget>

#include <map>
#include <string>
#include <vector>

#include "core/training/MetricBand.h"
#include "ui/session/Session.h"
#include "ui/train/RunsModel.h"

class QAction;
class QComboBox;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;
class QToolButton;

namespace w2v {

class ChainPanel;

/// The runs of the project as a table that sorts by any column, filters by words, and lets people rename, group, tag and hide; below it the
/// chains. Names, groups and tags are kept in the project and undone like every edit; order and filter are remembered.
class RunsPanel : public QWidget {
    Q_OBJECT
public:
    RunsPanel(Session& session, RunsModel& runs, QWidget* parent = nullptr);

    QTableView& table() const { return *m_table; }
    ChainPanel& chains() const { return *m_chains; }
    /// Further entries of the table's menu, before its own.
    void addActions(const QList<QAction*>& actions);

    /// Ids of the chosen runs, from top to bottom; the one that others look at is the current one.
    std::vector<std::string> chosen() const;
    std::string current() const;
    void choose(const std::string& id);
    /// The current run without changing which are chosen.
    void setCurrent(const std::string& id);
    /// After rows came or went: the run that was current is chosen again, or the first one.
    void chooseAgain(const std::string& id);
    /// Whether the column with the time left is worth its room.
    void showTimeLeft(bool on);
    /// Labels of the project's runs are read anew.
    void readLabels();

    /// Groups of the chosen runs that are to be drawn as bands; empty when bands are off.
    std::map<std::string, std::string> bands() const;
    BandKind bandKind() const;

Q_SIGNALS:
    void chosenChanged();
    void bandsChanged();

private:
    void edit(int column);
    void onEdited(const QString& id, int column, const QString& text);
    void setHidden(bool hidden);
    void change(const std::vector<RunLabel>& labels, const QString& title);
    void updateColumns();
    void fitNames();
    void updateActions();

    Session& m_session;
    RunsModel& m_runs;
    QSortFilterProxyModel* m_view;
    QTableView* m_table;
    QLineEdit* m_filter;
    QComboBox* m_bands;
    QToolButton* m_menu;
    ChainPanel* m_chains;
    QAction *m_rename, *m_group, *m_tag, *m_hide, *m_showHidden;
    bool m_timeLeft = true;
    bool m_ownNameWidth = false, m_fitting = false; ///< whether a person has set the width of the names; whether it is being fitted
};

} // namespace w2v
