// Every command of the workspace with its key, and the menu of what is done to many records.
#include "ui/curate/CurateWorkspace.h"

#include <QAction>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/curate/AuditPage.h"
#include "ui/curate/DetectorDialog.h"
#include "ui/curate/ExportFormats.h"
#include "ui/curate/ModelEyesBar.h"
#include "ui/curate/RecordCard.h"
#include "ui/curate/TemplatesPage.h"
#include "ui/session/Units.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"

namespace w2v {

void CurateWorkspace::buildCommands()
{
    const auto commandLine = [this](const QString& op, QJsonObject params) {
        params.insert(QStringLiteral("project"), session().projectPath());
        return copyAsCommand(op, params);
    };
    m_accept = addCommand(QStringLiteral("accept"), tr("Accept"), QStringLiteral("check"), QKeySequence(Qt::Key_1),
                          [this] { judge(QStringLiteral("accepted")); });
    m_reject = addCommand(QStringLiteral("reject"), tr("Reject"), QStringLiteral("close"), QKeySequence(Qt::Key_2), [this] { askReason(); });
    m_second = addCommand(QStringLiteral("secondLook"), tr("Second look"), QStringLiteral("question"), QKeySequence(Qt::Key_3),
                          [this] { judge(QStringLiteral("second_look")); });
    m_edit = addCommand(QStringLiteral("edit"), tr("Edit"), QStringLiteral("edit"), QKeySequence(Qt::Key_E), [this] {
        showPage(CardPage);
        m_card->startEditing();
    });
    m_why = addCommand(QStringLiteral("why"), tr("Why"), QStringLiteral("info"), QKeySequence(Qt::Key_Space), [this] {
        showPage(CardPage);
        m_card->setEvidenceShown(!m_card->isEvidenceShown());
    });
    QAction* next = addCommand(QStringLiteral("next"), tr("Next record"), QStringLiteral("next"), QKeySequence(Qt::Key_J), [this] { step(1); });
    next->setShortcuts({QKeySequence(Qt::Key_J), QKeySequence(Qt::Key_Right)});
    QAction* previous = addCommand(QStringLiteral("previous"), tr("Previous record"), QStringLiteral("previous"), QKeySequence(Qt::Key_K),
                                   [this] { step(-1); });
    previous->setShortcuts({QKeySequence(Qt::Key_K), QKeySequence(Qt::Key_Left)});
    addCommand(QStringLiteral("undo"), tr("Undo the last verdict"), QStringLiteral("undo"), QKeySequence(Qt::Key_U), [this] { undo(); });
    m_replay = addCommand(QStringLiteral("replay"), tr("Replay"), QStringLiteral("play"), QKeySequence(Qt::Key_P), [this] {
        showPage(CardPage);
        if (!m_card->toggleReplay()) {
            m_notice->show(ColorRole::Accent, QStringLiteral("info"), tr("There are no views between the pictures of this record."));
            m_notice->setAction({}, {});
        }
    });
    m_take = addCommand(QStringLiteral("takeSuggestion"), tr("Take the suggestion"), QStringLiteral("bulb"), QKeySequence(Qt::Key_S), [this] { takeSuggestion(); });
    m_eyes = addCommand(QStringLiteral("eyes"), tr("Through the model's eyes"), QStringLiteral("model"), QKeySequence(Qt::Key_M), [this] {
        showPage(CardPage);
        m_card->eyes().setOn(!m_card->eyes().isOn());
    }, [this] { return m_card->eyes().commandLine(); });
    const auto similarLine = [this, commandLine](const char* by) {
        return [this, commandLine, by] {
            return commandLine(QStringLiteral("records.similar"), {{QStringLiteral("record"), QString::fromStdString(m_model->idAt(currentRow()))},
                                                                   {QStringLiteral("by"), QString::fromLatin1(by)}});
        };
    };
    m_similar = addCommand(QStringLiteral("similar"), tr("Find similar"), QStringLiteral("search"), QKeySequence(Qt::Key_F),
                           [this] { findSimilar(QStringLiteral("both")); }, similarLine("both"));
    m_similarPictures = addCommand(QStringLiteral("similarPictures"), tr("Find records with similar pictures"), QStringLiteral("image"), QKeySequence(Qt::SHIFT | Qt::Key_F),
                                   [this] { findSimilar(QStringLiteral("pictures")); }, similarLine("pictures"));
    m_similarText = addCommand(QStringLiteral("similarText"), tr("Find records with similar words"), QStringLiteral("search"), {},
                               [this] { findSimilar(QStringLiteral("text")); }, similarLine("text"));
    m_back = addCommand(QStringLiteral("back"), tr("Back to the list before"), QStringLiteral("chevron-left"), QKeySequence(Qt::Key_Backspace), [this] { goBack(); });
    addCommand(QStringLiteral("table"), tr("Card or table"), QStringLiteral("table"), QKeySequence(Qt::Key_T),
               [this] { showPage(m_page == TablePage ? CardPage : TablePage); });
    addCommand(QStringLiteral("audit"), tr("Audit of the records"), QStringLiteral("chart"), QKeySequence(Qt::Key_A),
               [this] { showPage(m_page == ReportPage ? CardPage : ReportPage); }, [this] { return m_audit->commandLine(); });
    addCommand(QStringLiteral("runAudit"), tr("Run the audit"), QStringLiteral("play"), QKeySequence(Qt::SHIFT | Qt::Key_A), [this] {
        showPage(ReportPage);
        m_audit->run();
    });
    addCommand(QStringLiteral("versions"), tr("Versions of the dataset"), QStringLiteral("database"), QKeySequence(Qt::Key_V),
               [this] { showPage(m_page == VersionPage ? CardPage : VersionPage); });
    addCommand(QStringLiteral("balance"), tr("Balance of the answers"), QStringLiteral("chart"), QKeySequence(Qt::Key_B),
               [this] { showPage(m_page == BalanceViewPage ? CardPage : BalanceViewPage); },
               [commandLine] { return commandLine(QStringLiteral("dataset.balance"), {}); });
    m_wordings = addCommand(QStringLiteral("templates"), tr("Question templates"), QStringLiteral("tag"), QKeySequence(Qt::Key_W),
                            [this] { showPage(m_page == TemplatesViewPage ? CardPage : TemplatesViewPage); }, [this] { return m_templates->commandLine(); });
    addCommand(QStringLiteral("search"), tr("Search records"), QStringLiteral("search"), QKeySequence(Qt::Key_Slash), [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });

    m_makeAll = addCommand(QStringLiteral("makeAll"), tr("Make records from all rollouts"), QStringLiteral("refresh"), {},
                           [this] { makeRecords(true); }, [commandLine] { return commandLine(QStringLiteral("supervise"), {}); });
    m_make = addCommand(QStringLiteral("make"), tr("Make records from this rollout"), QStringLiteral("plus"), {},
                        [this] { makeRecords(false); }, [commandLine, this] {
                            return commandLine(QStringLiteral("supervise"), {{QStringLiteral("rollout"), session().selection().rollout}});
                        });
    m_makeWith = addCommand(QStringLiteral("makeWithTemplates"), tr("Make records with templates from a folder…"), QStringLiteral("tag"), {}, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of question templates"));
        if (!folder.isEmpty())
            makeRecords(true, folder);
    });
    m_detect = addCommand(QStringLiteral("detect"), tr("Find objects with a detector…"), QStringLiteral("select"), {},
                          [this] { (new DetectorDialog(session(), this))->show(); });
    m_import = addCommand(QStringLiteral("import"), tr("Import records…"), QStringLiteral("import"), {}, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Import records"), {}, tr("Records (*.jsonl *.json)"));
        if (!file.isEmpty())
            importFrom(file);
    });
    m_export = addCommand(QStringLiteral("export"), tr("Export accepted records…"), QStringLiteral("export"), {}, [this] {
        QString format;
        const QString folder = askExportFolder(this, format);
        if (!folder.isEmpty())
            exportTo(folder, format);
    });
    m_review = addCommand(QStringLiteral("mergeReview"), tr("Merge a second reviewer's verdicts…"), QStringLiteral("compare"), {}, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Merge a second reviewer's verdicts"), {}, tr("Verdicts (*.jsonl)"));
        if (!file.isEmpty())
            mergeReview(file);
    });
    m_verdictsOut = addCommand(QStringLiteral("writeVerdicts"), tr("Write my verdicts…"), QStringLiteral("export"), {}, [this] {
        const QString file = QFileDialog::getSaveFileName(this, tr("Write my verdicts"), QStringLiteral("verdicts.jsonl"), tr("Verdicts (*.jsonl)"));
        if (!file.isEmpty())
            watch(session().jobs().start(QStringLiteral("records.verdicts"), {{QStringLiteral("project"), session().projectPath()}, {QStringLiteral("out"), file}}),
                  [](const QJsonObject& result) {
                      return tr("Wrote %1 verdicts.").arg(formatCount(result.value(QStringLiteral("verdicts")).toInteger()));
                  });
    });
    m_none->addButton(tr("Make records from all rollouts"), QStringLiteral("refresh"), [this] { makeRecords(true); }, true);
    m_none->addButton(tr("Import JSONL…"), QStringLiteral("import"), [this] { m_import->trigger(); });

    auto* layout = static_cast<QHBoxLayout*>(m_verdicts->layout());
    const auto button = [&](QAction* action, const char* verdict) {
        auto* b = new QToolButton;
        b->setDefaultAction(action);
        b->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        b->setFocusPolicy(Qt::NoFocus);
        b->setProperty("verdict", QString::fromLatin1(verdict));
        b->setMinimumHeight(space::kControl);
        const auto label = [b, action] { // the key may be another one
            b->setText(QStringLiteral("%1  %2").arg(action->text(), action->shortcut().toString(QKeySequence::NativeText)).trimmed());
        };
        label();
        connect(action, &QAction::changed, b, label); // after the button took the action's plain text
        layout->addWidget(b);
    };
    button(m_accept, "accepted");
    button(m_reject, "rejected");
    button(m_second, "second_look");
    layout->addSpacing(space::kGap);
    button(m_edit, "");
    button(m_why, "");
    for (QAction* action : {m_replay, m_similar, m_eyes}) // icons: the bar fits into a window of 1280 pixels
        layout->addWidget(makeToolButton(action));
    layout->addStretch();
    layout->addWidget(makeToolButton(previous));
    layout->addWidget(makeToolButton(next));
}

void CurateWorkspace::buildBulkMenu()
{
    m_bulkMenu = new QMenu(this);
    connect(m_bulkMenu->addAction(themedIcon(QStringLiteral("check")), tr("Accept all of them")), &QAction::triggered, this,
            [this] { judgeAll(QStringLiteral("accepted")); });
    connect(m_bulkMenu->addAction(themedIcon(QStringLiteral("close")), tr("Reject all of them")), &QAction::triggered, this,
            [this] { judgeAll(QStringLiteral("rejected")); });
    connect(m_bulkMenu->addAction(themedIcon(QStringLiteral("clock")), tr("Back to pending")), &QAction::triggered, this,
            [this] { judgeAll(QStringLiteral("pending")); });
    m_bulkMenu->addSeparator();
    m_bulkMenu->addAction(m_similar);
    m_bulkMenu->addAction(m_similarPictures);
    m_bulkMenu->addAction(m_similarText);
    m_bulkMenu->addAction(m_back);
    m_bulkMenu->addSeparator();
    m_bulkMenu->addAction(m_makeAll);
    m_bulkMenu->addAction(m_make);
    m_bulkMenu->addAction(m_makeWith);
    m_bulkMenu->addAction(m_wordings);
    m_bulkMenu->addAction(m_detect);
    m_bulkMenu->addSeparator();
    m_bulkMenu->addAction(m_import);
    m_bulkMenu->addAction(m_export);
    m_bulkMenu->addSeparator();
    m_bulkMenu->addAction(m_review);
    m_bulkMenu->addAction(m_verdictsOut);
    m_bulk->setMenu(m_bulkMenu);
}

} // namespace w2v
