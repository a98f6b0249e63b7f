// What a worker does for the workspace: making records, bringing them in and giving them out.
#include "ui/curate/CurateWorkspace.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QLocale>

#include "ui/session/Units.h"
#include "ui/widgets/Notice.h"

namespace w2v {

void CurateWorkspace::mergeReview(const QString& file)
{
    Job* job = session().jobs().start(QStringLiteral("records.merge_review"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("file"), file}});
    watch(job, [](const QJsonObject& result) {
        const QJsonObject agreement = result.value(QStringLiteral("agreement")).toObject();
        const QJsonValue kappa = agreement.value(QStringLiteral("kappa"));
        return tr("Both judged %1 records: Cohen's kappa %2. %3 conflicts are queued for a second look, %4 verdicts were taken over. One undo takes it back.")
            .arg(formatCount(agreement.value(QStringLiteral("records")).toInteger()),
                 kappa.isDouble() ? QLocale::c().toString(kappa.toDouble(), 'f', 2) : tr("not defined"),
                 formatCount(result.value(QStringLiteral("conflict_count")).toInteger()), formatCount(result.value(QStringLiteral("adopted")).toInteger()));
    });
    connect(job, &Job::finished, this, [this](const QJsonObject& result) {
        QStringList ids;
        for (const QJsonValue& conflict : result.value(QStringLiteral("conflicts")).toArray())
            ids << conflict.toObject().value(QStringLiteral("id")).toString();
        if (!ids.isEmpty())
            m_notice->setAction(tr("Show the conflicts"), [this, ids] { showOnly(tr("Records that two reviewers judged differently"), ids); });
    });
}

void CurateWorkspace::makeRecords(bool allRollouts, const QString& templates)
{
    QJsonObject params{{QStringLiteral("project"), session().projectPath()}};
    if (!allRollouts)
        params.insert(QStringLiteral("rollout"), session().selection().rollout);
    if (!templates.isEmpty())
        params.insert(QStringLiteral("templates"), templates);
    watch(session().jobs().start(QStringLiteral("supervise"), params), [](const QJsonObject&) { return tr("Records were made."); });
}

void CurateWorkspace::importFrom(const QString& file)
{
    watch(session().jobs().start(QStringLiteral("dataset.import"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("file"), file}}),
          [file](const QJsonObject&) { return tr("Imported %1.").arg(QFileInfo(file).fileName()); });
}

void CurateWorkspace::exportTo(const QString& folder, const QString& format)
{
    watch(session().jobs().start(QStringLiteral("dataset.export"), {{QStringLiteral("project"), session().projectPath()},
                                                                    {QStringLiteral("out"), folder},
                                                                    {QStringLiteral("format"), format},
                                                                    {QStringLiteral("state"), QStringLiteral("accepted")}}),
          [folder](const QJsonObject& result) {
              return tr("Exported %1 records to %2, left out %3.")
                  .arg(formatCount(result.value(QStringLiteral("records")).toInteger()), QFileInfo(folder).fileName(),
                       formatCount(result.value(QStringLiteral("skipped")).toInteger()));
          });
}

void CurateWorkspace::watch(Job* job, const std::function<QString(const QJsonObject&)>& done)
{
    connect(job, &Job::finished, this, [this, done](const QJsonObject& result) {
        m_notice->show(ColorRole::Good, QStringLiteral("success"), done(result));
        m_notice->setAction({}, {});
        onProjectChanged();
    });
    connect(job, &Job::failed, this, [this](const JobError& error) {
        m_notice->show(ColorRole::Contradicts, QStringLiteral("error"), error.message);
        m_notice->setAction({}, {});
    });
}

} // namespace w2v
