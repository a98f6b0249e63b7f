// Which page is shown, and which records: a chosen few, or a saved view.
#include "ui/curate/CurateWorkspace.h"

#include <QLineEdit>
#include <QListView>
#include <QSignalBlocker>
#include <QTableView>

#include <algorithm>

#include "ui/curate/AuditPage.h"
#include "ui/curate/BalancePage.h"
#include "ui/curate/FacetPanel.h"
#include "ui/curate/RecordCard.h"
#include "ui/curate/TemplatesPage.h"
#include "ui/curate/VersionsPage.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Segmented.h"

namespace w2v {

void CurateWorkspace::showPage(int page)
{
    m_card->stopEditing(false);
    m_page = page;
    m_view->setCurrent(page);
    updateEmptyState();
    if (page == TablePage) {
        m_table->setFocus();
        m_table->scrollTo(m_queue->currentIndex());
    } else if (page == BalanceViewPage) {
        m_answers->setFocus();
    } else if (page == TemplatesViewPage) {
        m_templates->setFocus();
    } else {
        m_queue->setFocus();
    }
    if (page == ReportPage)
        m_audit->refresh();
    if (page == VersionPage)
        m_versions->refresh();
    if (page == BalanceViewPage)
        m_answers->refresh();
    if (page == TemplatesViewPage)
        m_templates->refresh();
}

void CurateWorkspace::showOnly(const QString& why, const QStringList& ids, const QString& task)
{
    Project* project = session().project();
    if (!project)
        return;
    leave();
    if (ids.isEmpty()) {
        RecordFilter filter;
        if (const auto one = taskFromName(task.toStdString()))
            filter.tasks = {*one};
        m_search->clear();
        m_searchDelay.stop();
        m_facets->choose(filter); // lists them
    } else {
        std::vector<std::int64_t> numbers;
        try {
            for (const QString& id : ids)
                if (const auto number = project->recordNumber(id.toStdString()))
                    numbers.push_back(*number);
        } catch (const std::exception& error) {
            session().report(QStringLiteral("curate.records"), error);
        }
        std::sort(numbers.begin(), numbers.end());
        listOnly(numbers, {}, {});
    }
    m_notice->show(ColorRole::Accent, QStringLiteral("filter"), tr("Shown: %1").arg(why));
    m_notice->setAction(tr("Show all"), [this] {
        m_notice->hide();
        m_facets->clear();
    });
    showPage(CardPage);
}

RecordView CurateWorkspace::shownView() const
{
    RecordView view{.name = {}, .filter = m_facets->filter()};
    view.filter.text = m_search->text().toStdString();
    view.filter.rollout = m_beyond.rollout;
    view.filter.minDifficulty = m_beyond.minDifficulty;
    view.filter.maxDifficulty = m_beyond.maxDifficulty;
    view.filter.stale = m_beyond.stale;
    view.order = m_model->order();
    return view;
}

void CurateWorkspace::chooseView(const RecordView& view, const std::string& record)
{
    {
        const QSignalBlocker quiet(m_facets); // one list is enough
        m_facets->choose(view.filter);
    }
    m_beyond = view.filter;
    m_search->setText(QString::fromStdString(view.filter.text));
    m_searchDelay.stop();
    m_model->setOrder(view.order);
    applyFilter(record);
}

CurateWorkspace::Place CurateWorkspace::shownPlace() const
{
    Place place{shownView(), {}, m_model->comparisons(), m_model->idAt(currentRow())};
    if (m_model->showsOnlySome())
        place.only = m_model->numbers();
    return place;
}

void CurateWorkspace::leave()
{
    constexpr std::size_t kMost = 30;
    m_trail.push_back(shownPlace());
    if (m_trail.size() > kMost)
        m_trail.erase(m_trail.begin());
    m_back->setEnabled(true);
}

void CurateWorkspace::listOnly(const std::vector<std::int64_t>& numbers, const QHash<qint64, AnswerComparison>& comparisons, const std::string& record)
{
    m_kept = record;
    m_keptRow = 0;
    m_model->showOnly(numbers, comparisons);
}

void CurateWorkspace::goBack()
{
    if (m_trail.empty())
        return;
    const Place place = std::move(m_trail.back());
    m_trail.pop_back();
    m_back->setEnabled(!m_trail.empty());
    m_notice->hide();
    chooseView(place.view, place.record);
    if (place.only)
        listOnly(*place.only, place.comparisons, place.record);
    if (m_page != TablePage)
        showPage(CardPage);
}

void CurateWorkspace::showView(const RecordView& view)
{
    chooseView(view);
    m_notice->show(ColorRole::Accent, QStringLiteral("filter"), tr("View: %1").arg(QString::fromStdString(view.name)));
    m_notice->setAction(tr("Show all"), [this] {
        m_notice->hide();
        m_search->clear();
        m_facets->clear();
    });
}

} // namespace w2v
