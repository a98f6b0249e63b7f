#include "ui/curate/TemplatesPage.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <set>

#include "ui/curate/ReportTable.h"
#include "ui/records/RecordListModel.h"
#include "ui/records/RecordPictures.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kExamples = 12;          ///< of each task
constexpr int kListWidth = 24 * space::kWide;

QString text(const Json& object, const char* key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString();
}

} // namespace

TemplatesPage::TemplatesPage(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_mode(new QComboBox), m_source(makeLabel({})), m_problem(makeMuted({})), m_question(makeLabel({}, TextStyle::Heading)),
      m_answer(makeLabel({}, TextStyle::Mono)), m_leak(makeLabel({}, TextStyle::Small)),
      m_make(new QPushButton(themedIcon(QStringLiteral("refresh")), tr("Make records with these"))),
      m_files(new ReportTable({tr("Task"), tr("File"), tr("Wordings"), tr("Lint")}, 3)), m_examples(new QListWidget), m_pictures(new RecordPictures(session))
{
    m_source->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a long name must not widen the window
    m_mode->setObjectName(QStringLiteral("templateMode"));
    m_mode->setAccessibleName(tr("Mode of the records"));
    m_mode->addItem(tr("verified"), QStringLiteral("verified"));
    m_mode->addItem(tr("reference"), QStringLiteral("reference"));
    connect(m_mode, &QComboBox::activated, this, &TemplatesPage::refresh);
    auto* folder = new QPushButton(themedIcon(QStringLiteral("folder")), tr("Folder…"));
    folder->setToolTip(tr("Look at the templates of a folder"));
    connect(folder, &QPushButton::clicked, this, [this] {
        const QString chosen = QFileDialog::getExistingDirectory(this, tr("Folder of question templates"), m_folder);
        if (!chosen.isEmpty())
            setFolder(chosen);
    });
    auto* own = new QPushButton(tr("The program's own"));
    connect(own, &QPushButton::clicked, this, [this] { setFolder({}); });
    auto* again = makeIconButton(QStringLiteral("refresh"), tr("Read the files again"), this);
    connect(again, &QToolButton::clicked, this, &TemplatesPage::refresh);
    connect(m_make, &QPushButton::clicked, this, [this] { Q_EMIT makeRequested(m_folder); });
    m_make->setObjectName(QStringLiteral("makeWithThese"));
    auto* top = new QHBoxLayout;
    top->setSpacing(space::kGap);
    top->addWidget(m_source, 1);
    top->addWidget(m_mode);
    top->addWidget(own);
    top->addWidget(folder);
    top->addWidget(again);
    top->addWidget(m_make);

    m_files->setObjectName(QStringLiteral("templateFiles"));
    connect(m_files, &ReportTable::chosen, this, [this](int, const QVariant& task) { showTask(task.toString()); });
    m_problem->setObjectName(QStringLiteral("templateProblem"));
    m_problem->setWordWrap(true);
    m_examples->setObjectName(QStringLiteral("templateExamples"));
    m_examples->setProperty("look", "plain");
    m_examples->setUniformItemSizes(true);
    connect(m_examples, &QListWidget::currentRowChanged, this, &TemplatesPage::showExample);
    auto* left = new QWidget;
    auto* leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(space::kGap);
    leftLayout->addWidget(m_files);
    leftLayout->addWidget(m_problem);
    leftLayout->addWidget(makeGroupTitle(tr("Asked about views of this project")));
    leftLayout->addWidget(m_examples, 1);
    left->setFixedWidth(kListWidth);

    m_question->setObjectName(QStringLiteral("templateQuestion"));
    m_answer->setObjectName(QStringLiteral("templateAnswer"));
    m_leak->setObjectName(QStringLiteral("templateLeak"));
    for (QLabel* label : {m_question, m_answer, m_leak, m_problem}) {
        label->setTextFormat(Qt::PlainText); // templates come from outside: never rich text
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto* right = new QVBoxLayout;
    right->setSpacing(space::kGap);
    right->addWidget(m_pictures, 1);
    right->addWidget(m_question);
    right->addWidget(makeGroupTitle(tr("Answer")));
    right->addWidget(m_answer);
    right->addWidget(m_leak);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(space::kWide);
    columns->addWidget(left);
    columns->addLayout(right, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kWide, space::kGap, space::kWide, space::kWide);
    layout->setSpacing(space::kGap);
    layout->addLayout(top);
    layout->addLayout(columns, 1);
    setFocusProxy(m_examples);
    setFolder({});
}

void TemplatesPage::attach()
{
    m_tasks = Json::object();
    m_files->clearRows();
    m_files->fit();
    m_examples->clear();
    m_problem->clear();
    showExample(-1);
}

void TemplatesPage::setFolder(const QString& folder)
{
    m_folder = folder;
    m_source->setText(folder.isEmpty() ? tr("Question templates of the program") : tr("Question templates of %1").arg(QFileInfo(folder).fileName()));
    m_source->setToolTip(folder);
    if (isVisible())
        refresh();
}

QJsonObject TemplatesPage::parameters(bool withProject) const
{
    QJsonObject params;
    if (withProject)
        params = {{QStringLiteral("project"), m_session.projectPath()}, {QStringLiteral("mode"), m_mode->currentData().toString()}, {QStringLiteral("count"), kExamples}};
    if (!m_folder.isEmpty())
        params.insert(QStringLiteral("folder"), m_folder);
    return params;
}

QString TemplatesPage::commandLine() const
{
    return copyAsCommand(QStringLiteral("templates.preview"), parameters(true));
}

void TemplatesPage::refresh()
{
    if (!m_session.hasProject())
        return;
    for (const QPointer<Job>& job : {m_lint, m_preview})
        if (job)
            job->cancel();
    attach();
    m_problem->setText(tr("Asking a worker…"));
    if (!m_folder.isEmpty()) {
        m_lint = m_session.jobs().start(QStringLiteral("templates.lint"), parameters(false));
        connect(m_lint, &Job::finished, this, &TemplatesPage::showLint);
        connect(m_lint, &Job::ended, this, [this, job = m_lint.data()] {
            if (m_lint == job)
                m_lint = nullptr;
        });
    }
    m_preview = m_session.jobs().start(QStringLiteral("templates.preview"), parameters(true));
    connect(m_preview, &Job::finished, this, &TemplatesPage::showPreview);
    connect(m_preview, &Job::failed, this, [this](const JobError& error) { m_problem->setText(error.message); });
    connect(m_preview, &Job::ended, this, [this, job = m_preview.data()] {
        if (m_preview == job)
            m_preview = nullptr;
    });
}

void TemplatesPage::showLint(const QJsonObject& result)
{
    m_files->clearRows();
    for (const QJsonValue& value : result.value(QStringLiteral("files")).toArray()) {
        const QJsonObject file = value.toObject();
        const QString problem = file.value(QStringLiteral("problem")).toString(), task = file.value(QStringLiteral("task")).toString();
        m_files->addRow({task.isEmpty() ? QStringLiteral("–") : task, file.value(QStringLiteral("file")).toString(),
                         problem.isEmpty() ? QString::number(file.value(QStringLiteral("wordings")).toInt()) : QString(),
                         problem.isEmpty() ? tr("✓ passes, %1 mode").arg(file.value(QStringLiteral("mode")).toString()) : QStringLiteral("✕ ") + problem},
                        task, problem.isEmpty() ? ColorRole::Text : ColorRole::Contradicts);
    }
    m_files->fit();
}

void TemplatesPage::showPreview(const QJsonObject& result)
{
    m_problem->clear();
    m_tasks = Json::parse(QJsonDocument(result.value(QStringLiteral("tasks")).toObject()).toJson(QJsonDocument::Compact).toStdString(), nullptr, false);
    if (m_folder.isEmpty()) {
        m_files->clearRows();
        for (const auto& [task, examples] : m_tasks.items()) {
            std::set<std::string> files;
            for (const Json& example : examples)
                files.insert(text(example, "template").toStdString());
            m_files->addRow({QString::fromStdString(task), QString::fromStdString(files.empty() ? std::string() : *files.begin()), {}, tr("✓ passes")},
                            QString::fromStdString(task));
        }
        m_files->fit();
    }
    if (m_tasks.empty())
        m_problem->setText(tr("No question could be made from the views of this project."));
    else
        showTask(m_tasks.contains(m_task.toStdString()) ? m_task : QString::fromStdString(m_tasks.begin().key()));
}

void TemplatesPage::showTask(const QString& task)
{
    if (!m_tasks.contains(task.toStdString())) {
        m_examples->clear();
        showExample(-1);
        m_problem->setText(task.isEmpty() ? tr("A file that the lint refuses asks nothing.") : tr("%1: no question could be made from the views of this project.").arg(task));
        return;
    }
    m_problem->clear();
    m_task = task;
    m_examples->clear();
    for (const Json& example : m_tasks.at(task.toStdString())) {
        auto* item = new QListWidgetItem(questionLine(text(example, "question").toStdString()), m_examples);
        if (!text(example, "leak").isEmpty())
            item->setForeground(Theme::instance().color(ColorRole::Contradicts));
    }
    m_examples->setCurrentRow(0);
}

void TemplatesPage::showExample(int row)
{
    const auto task = taskFromName(m_task.toStdString());
    if (row < 0 || !task || !m_tasks.contains(m_task.toStdString())) {
        m_pictures->setRecord(nullptr);
        for (QLabel* label : {m_question, m_answer, m_leak})
            label->clear();
        return;
    }
    const Json& example = m_tasks.at(m_task.toStdString()).at(static_cast<std::size_t>(row));
    QaRecord record;
    record.task = *task;
    record.question = text(example, "question").toStdString();
    record.answer = text(example, "answer").toStdString();
    for (const Json& image : example.at("images"))
        record.images.push_back(image.get<std::string>());
    m_pictures->setRecord(&record);
    m_question->setText(questionLine(record.question));
    m_answer->setText(QString::fromStdString(record.answer));
    const QString leak = text(example, "leak");
    m_leak->setText(leak.isEmpty() ? tr("✓ The question does not tell the answer.") : QStringLiteral("✕ ") + leak);
    QPalette palette = m_leak->palette();
    palette.setColor(QPalette::WindowText, Theme::instance().color(leak.isEmpty() ? ColorRole::Good : ColorRole::Contradicts));
    m_leak->setPalette(palette);
}

} // namespace w2v
