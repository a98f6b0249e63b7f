// Verdicts and edits: each is on disk before the next record shows.
#include "ui/curate/CurateWorkspace.h"

#include <QListView>

#include "ui/curate/ReasonBar.h"
#include "ui/curate/RecordCard.h"
#include "ui/session/Units.h"
#include "ui/widgets/Notice.h"

namespace w2v {

void CurateWorkspace::judge(const QString& state, const QString& reason)
{
    const int row = currentRow();
    const std::string id = m_model->idAt(row);
    if (id.empty() || m_card->isEditing())
        return;
    m_ownEdit = true;
    const bool done = session().edit([&](Project& project) { project.setRecordState(std::span(&id, 1), state.toStdString(), reason.toStdString()); });
    m_ownEdit = false;
    if (!done)
        return;
    m_judged.push_back(id);
    m_model->refresh(id);
    if (row + 1 < m_model->rowCount())
        moveTo(row + 1);
    else
        showCurrent();
}

void CurateWorkspace::judgeAll(const QString& state)
{
    constexpr std::size_t kMany = 2000; // records that are written well within a tenth of a second
    const std::vector<std::int64_t> numbers = m_model->numbers();
    if (numbers.empty())
        return;
    const auto work = [numbers, verdict = state.toStdString()](Project& project) { project.setRecordState(numbers, verdict, {}); };
    if (numbers.size() >= kMany) {
        session().editMany(work, [this, state, count = numbers.size()](bool done) {
            if (done)
                showBulkDone(state, count);
        });
        return;
    }
    m_ownEdit = true;
    const bool done = session().edit(work);
    m_ownEdit = false;
    if (done)
        showBulkDone(state, numbers.size());
}

void CurateWorkspace::showBulkDone(const QString& state, std::size_t count)
{
    m_judged.emplace_back(); // no one record to return to
    m_model->refreshAll();
    showCurrent();
    m_notice->show(ColorRole::Good, QStringLiteral("success"), tr("%1: %2 records. One undo takes it back.").arg(recordStateText(state.toStdString()), formatCount(static_cast<qint64>(count))));
    m_notice->setAction(tr("Undo"), [this] {
        undo();
        m_notice->hide();
    });
}

void CurateWorkspace::askReason()
{
    if (currentRow() < 0 || m_card->isEditing())
        return;
    m_verdicts->hide();
    m_reasons->ask(m_card->suggestion().reason);
}

void CurateWorkspace::takeSuggestion()
{
    const RecordSuggestion suggestion = m_card->suggestion();
    if (!suggestion.isEmpty())
        judge(suggestion.state, suggestion.reason);
}

void CurateWorkspace::undo()
{
    session().undoAction()->trigger();
    if (!m_judged.empty()) {
        const std::string id = m_judged.back();
        m_judged.pop_back();
        if (const int row = m_model->rowOf(id); row >= 0)
            moveTo(row);
    }
}

void CurateWorkspace::saveEdit(const QString& id, const QString& question, const QString& answer)
{
    m_ownEdit = true;
    session().edit([&](Project& project) { project.editRecord(id.toStdString(), question.toStdString(), answer.toStdString()); });
    m_ownEdit = false;
    m_judged.push_back(id.toStdString());
    m_model->refresh(id.toStdString());
    showCurrent();
    m_queue->setFocus();
}

} // namespace w2v
