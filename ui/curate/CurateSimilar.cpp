// Records like the one that is shown: near pictures, near words, and whether they give the same answer.
#include "ui/curate/CurateWorkspace.h"

#include <QJsonArray>

#include "ui/session/Units.h"
#include "ui/widgets/Notice.h"

namespace w2v {

void CurateWorkspace::findSimilar(const QString& by)
{
    const QString record = QString::fromStdString(m_model->idAt(currentRow()));
    if (record.isEmpty())
        return;
    if (m_looking)
        m_looking->cancel();
    Job* job = session().jobs().start(QStringLiteral("records.similar"), {{QStringLiteral("project"), session().projectPath()},
                                                                          {QStringLiteral("record"), record},
                                                                          {QStringLiteral("by"), by}});
    m_looking = job;
    m_notice->show(ColorRole::Accent, QStringLiteral("search"), tr("Looking for records like %1…").arg(record));
    m_notice->setAction(tr("Cancel"), [this, job = QPointer(job)] {
        if (job)
            job->cancel();
        m_notice->hide();
    });
    connect(job, &Job::progress, this, [this, job, record](double fraction, const QString&, double) {
        if (job == m_looking && fraction > 0)
            m_notice->show(ColorRole::Accent, QStringLiteral("search"), tr("Looking for records like %1… %2").arg(record, formatPercent(fraction)));
    });
    connect(job, &Job::finished, this, [this, job](const QJsonObject& result) {
        if (job == m_looking)
            showSimilar(result);
    });
    connect(job, &Job::failed, this, [this](const JobError& error) {
        m_notice->show(ColorRole::Contradicts, QStringLiteral("error"), error.message);
        m_notice->setAction({}, {});
    });
}

void CurateWorkspace::showSimilar(const QJsonObject& result)
{
    const Project* project = session().project();
    const QString id = result.value(QStringLiteral("record")).toString();
    const QJsonArray similar = result.value(QStringLiteral("records")).toArray();
    const std::optional<std::int64_t> asked = project ? project->recordNumber(id.toStdString()) : std::nullopt;
    if (!asked)
        return;
    if (similar.isEmpty()) {
        m_notice->show(ColorRole::Accent, QStringLiteral("search"), tr("No record is like %1.").arg(id));
        m_notice->setAction({}, {});
        return;
    }
    std::vector<std::int64_t> numbers{*asked};
    QHash<qint64, AnswerComparison> comparisons;
    for (const QJsonValue& value : similar) {
        const QJsonObject one = value.toObject();
        const QString compared = one.value(QStringLiteral("compared")).toString();
        if (const auto number = project->recordNumber(one.value(QStringLiteral("id")).toString().toStdString())) {
            numbers.push_back(*number);
            comparisons.insert(*number, compared == QLatin1String("same") ? AnswerComparison::Same
                                   : compared == QLatin1String("different") ? AnswerComparison::Different
                                                                            : AnswerComparison::None);
        }
    }
    leave();
    listOnly(numbers, comparisons, id.toStdString());
    m_notice->show(ColorRole::Accent, QStringLiteral("filter"),
                   tr("%1 records like %2, most alike first: = %3 with the same answer, ≠ %4 with another one.")
                       .arg(formatCount(similar.size()), id, formatCount(result.value(QStringLiteral("same")).toInteger()),
                            formatCount(result.value(QStringLiteral("different")).toInteger())));
    m_notice->setAction(tr("Back"), [this] { goBack(); });
    if (m_page != TablePage)
        showPage(CardPage);
}

} // namespace w2v
