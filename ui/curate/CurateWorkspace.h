#pragma once
#include <string>
#include <vector>

#include <QHash>
#include <QPointer>
#include <QTimer>

#include "core/dataset/RecordViews.h"
#include "ui/records/RecordListModel.h"
#include "ui/widgets/Workspace.h"

class QLabel;
class QLineEdit;
class QListView;
class QMenu;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace w2v {

class AuditPage;
class BalancePage;
class BalanceStrip;
class EmptyState;
class FacetPanel;
class Notice;
class ReasonBar;
class RecordCard;
class Segmented;
class TemplatesPage;
class VersionsPage;
class ViewsMenu;

/// Curate: judge records at three seconds each, by keyboard. 1 accepts, 2 rejects with a reason, 3 sets aside; every verdict
/// is on disk before the next record shows.
class CurateWorkspace : public Workspace {
    Q_OBJECT
public:
    explicit CurateWorkspace(Session& session, QWidget* parent = nullptr);

    QAction* primaryAction() override;
    QStringList breadcrumb() const override;
    void activate() override;
    bool isSettled() const override;
    QString describeDrop(const QStringList& paths) const override;
    void drop(const QStringList& paths) override;

    RecordListModel& records() const { return *m_model; }
    RecordCard& card() const { return *m_card; }
    /// Lists these records (or all of `task`) and says why, until the filter is changed.
    void showOnly(const QString& why, const QStringList& ids, const QString& task = {});
    int currentRow() const;
    /// Goes back to the list that was shown before showOnly() or a search for similar records.
    void goBack();

private:
    /// A list that was left for a shorter one.
    struct Place {
        RecordView view;
        std::optional<std::vector<std::int64_t>> only; ///< when it was a chosen few
        QHash<qint64, AnswerComparison> comparisons;
        std::string record;
    };

    enum ViewPage { CardPage, TablePage, ReportPage, VersionPage, BalanceViewPage, TemplatesViewPage, NoMatchPage }; ///< of m_views
    enum StagePage { NoProjectPage, NothingPage, RecordsPage };                  ///< of m_stage

    QWidget* buildStage();
    QWidget* buildVerdictBar();
    void buildCommands();
    void buildBulkMenu();

    void attach();                       ///< to the session's project, or to none
    void onProjectChanged();
    /// Lists what the facets and the search ask for, at the record that is shown now, or at `record`.
    void applyFilter(const std::string& record = {});
    void relist();
    void onListed();
    void refreshCounts();
    void showCurrent();
    void showPosition();
    void enableCommands();
    void updateEmptyState();
    void moveTo(int row);
    void scrollQueue();
    void step(int rows);
    void judge(const QString& state, const QString& reason = {});
    void judgeAll(const QString& state);
    void showBulkDone(const QString& state, std::size_t count);
    void askReason();
    void takeSuggestion();
    void undo();
    void saveEdit(const QString& id, const QString& question, const QString& answer);
    void showPage(int page);
    RecordView shownView() const;
    void showView(const RecordView& view);
    void chooseView(const RecordView& view, const std::string& record = {});
    Place shownPlace() const;
    void leave();                        ///< the list that is shown, to come back to it
    void listOnly(const std::vector<std::int64_t>& numbers, const QHash<qint64, AnswerComparison>& comparisons, const std::string& record);
    void findSimilar(const QString& by); ///< "both", "pictures" or "text"
    void showSimilar(const QJsonObject& result);
    void mergeReview(const QString& file);
    void makeRecords(bool allRollouts, const QString& templates = {}); ///< templates: a folder
    void importFrom(const QString& file);
    void exportTo(const QString& folder, const QString& format);
    void watch(Job* job, const std::function<QString(const QJsonObject&)>& done);

    RecordListModel* m_model;
    FacetPanel* m_facets;
    BalanceStrip* m_balance;
    QListView* m_queue;
    QTableView* m_table;
    RecordCard* m_card;
    AuditPage* m_audit;
    BalancePage* m_answers;
    TemplatesPage* m_templates;
    VersionsPage* m_versions;
    ViewsMenu* m_saved;
    ReasonBar* m_reasons;
    Notice* m_notice;
    QLineEdit* m_search;
    Segmented* m_view;
    QLabel *m_position, *m_queueCounts;
    QPushButton* m_bulk;
    QMenu* m_bulkMenu;
    QStackedWidget *m_stage, *m_views;
    EmptyState *m_none, *m_noMatch, *m_noProject;
    QWidget* m_verdicts;
    QAction *m_make = nullptr, *m_makeAll = nullptr, *m_makeWith = nullptr, *m_accept = nullptr, *m_reject = nullptr, *m_second = nullptr, *m_edit = nullptr,
            *m_why = nullptr, *m_import = nullptr, *m_export = nullptr, *m_review = nullptr, *m_verdictsOut = nullptr,
            *m_similar = nullptr, *m_similarPictures = nullptr, *m_similarText = nullptr, *m_back = nullptr, *m_eyes = nullptr, *m_wordings = nullptr, *m_detect = nullptr, *m_replay = nullptr, *m_take = nullptr;
    QTimer m_counts, m_searchDelay;
    QPointer<Job> m_looking;             ///< for similar records
    std::vector<Place> m_trail;          ///< lists to go back to, oldest first
    std::vector<std::string> m_judged;   ///< verdicts of this sitting, newest last: undo returns to them
    std::int64_t m_total = 0, m_last = 0; ///< records, and the number of the last, when the list was made
    std::string m_kept;                  ///< the record to be at when the list is there
    int m_keptRow = 0;                   ///< the row, when that record is not in the list
    RecordFilter m_beyond;               ///< what the chosen view asks for that the facets do not show
    int m_page = 0;                      ///< of m_views that the user chose
    bool m_ownEdit = false, m_scrollPending = false;
};

} // namespace w2v
