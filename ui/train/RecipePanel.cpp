#include "ui/train/RecipePanel.h"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QJsonObject>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <map>
#include <utility>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/training/ShippedRecipes.h"
#include "ui/records/TaskText.h"
#include "ui/session/Units.h"
#include "ui/train/RecipeForm.h"
#include "ui/widgets/ElidedComboBox.h"
#include "ui/widgets/FactTable.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Segmented.h"

namespace w2v {
namespace {

enum Page { FormPage, FilePage, CommandPage };
constexpr int kPreflightHeight = 220; ///< pixels

QString recipesFolder(const Session& session)
{
    return session.projectPath() + QStringLiteral("/recipes");
}

/// A name that is safe as a file name.
QString fileName(const std::string& name)
{
    QString safe;
    for (const QChar c : QString::fromStdString(name))
        safe += c.isLetterOrNumber() || c == QLatin1Char('-') || c == QLatin1Char('_') ? c : QLatin1Char('-');
    return (safe.isEmpty() ? QStringLiteral("recipe") : safe) + QStringLiteral(".yaml");
}

} // namespace

RecipePanel::RecipePanel(Session& session, QAction* start, QWidget* parent) : QWidget(parent), m_session(session)
{
    m_list = new ElidedComboBox;
    m_list->setObjectName(QStringLiteral("recipes"));
    m_list->setToolTip(tr("Recipes of the program and of this project; a changed one is kept in the project when it is started"));
    connect(m_list, &QComboBox::activated, this, &RecipePanel::openNamed);
    m_view = new Segmented;
    m_view->add(tr("Form"), {}, tr("Every value as a field"));
    m_view->add(tr("File"), {}, tr("The same recipe as its YAML file"));
    m_view->add(tr("Command"), {}, tr("The same run from a terminal"));
    m_problem = new Notice;
    m_problem->hide();

    m_form = new RecipeForm;
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_form);
    m_text = new QPlainTextEdit;
    m_text->setObjectName(QStringLiteral("recipeText"));
    m_text->setProperty("look", "mono");
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_command = new QPlainTextEdit;
    m_command->setObjectName(QStringLiteral("recipeCommand"));
    m_command->setProperty("look", "mono");
    m_command->setReadOnly(true);
    m_pages = new QStackedWidget;
    m_pages->addWidget(scroll);
    m_pages->addWidget(m_text);
    m_pages->addWidget(m_command);
    connect(m_view, &Segmented::chosen, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_text, &QPlainTextEdit::textChanged, this, &RecipePanel::fromText);
    connect(m_form, &RecipeForm::edited, this, [this](const Recipe& recipe) {
        m_recipe = recipe;
        check();
        showViews();
        Q_EMIT changed();
    });
    connect(m_form, &RecipeForm::refused, this, [this](const QString& why) {
        if (why.isEmpty())
            check();
        else
            m_problem->show(ColorRole::Contradicts, QStringLiteral("error"), why);
    });

    m_preflight = new FactTable;
    m_preflight->setContentsMargins(space::kGap, 0, space::kGap, 0);
    auto* preflight = new QScrollArea;
    preflight->setWidgetResizable(true);
    preflight->setWidget(m_preflight);
    preflight->setFixedHeight(kPreflightHeight);
    auto* line = new QFrame;
    line->setProperty("look", "line");
    auto* startButton = new QPushButton(start->text());
    startButton->setObjectName(QStringLiteral("start"));
    startButton->setProperty("primary", true);
    startButton->setEnabled(start->isEnabled());
    startButton->setToolTip(start->toolTip());
    connect(startButton, &QPushButton::clicked, start, &QAction::trigger);
    connect(start, &QAction::changed, startButton, [start, startButton] { startButton->setEnabled(start->isEnabled()); });

    auto* top = new QHBoxLayout;
    top->setContentsMargins(space::kGap, space::kGap, space::kGap, 0);
    top->addWidget(m_list, 1);
    auto* views = new QHBoxLayout;
    views->setContentsMargins(space::kGap, space::kGap, space::kGap, 0);
    views->addWidget(m_view);
    views->addStretch();
    m_check = new QPushButton(tr("Check"));
    m_check->setObjectName(QStringLiteral("check"));
    m_check->setToolTip(tr("Looks at records, tokens, memory, disk, time and reward before the start, against earlier runs"));
    connect(m_check, &QPushButton::clicked, this, &RecipePanel::checkBeforeStart);
    auto* bottom = new QVBoxLayout;
    bottom->setContentsMargins(space::kGap, 0, space::kGap, space::kGap);
    bottom->setSpacing(space::kHalf);
    bottom->addWidget(m_check);
    bottom->addWidget(startButton);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kHalf);
    layout->addLayout(top);
    layout->addLayout(views);
    layout->addWidget(m_problem);
    layout->addWidget(m_pages, 1);
    layout->addWidget(line);
    layout->addWidget(preflight);
    layout->addLayout(bottom);

    connect(&m_session, &Session::projectOpened, this, [this] {
        loadList();
        refreshPreflight();
    });
    loadList();
    setRecipe(recipeNamed(std::string(kDefaultRecipe)));
}

void RecipePanel::setRecipe(const Recipe& recipe)
{
    m_recipe = recipe;
    check();
    showViews();
    Q_EMIT changed();
}

void RecipePanel::loadList()
{
    const QSignalBlocker block(m_list);
    const QString before = m_list->currentText();
    m_list->clear();
    for (const std::string& name : shippedRecipeNames())
        if (name == kDefaultRecipe)
            m_list->insertItem(0, tr("%1 (default)").arg(QString::fromStdString(name)), QString::fromStdString(name));
        else
            m_list->addItem(QString::fromStdString(name), QString::fromStdString(name));
    if (m_session.hasProject())
        for (const QFileInfo& file : QDir(recipesFolder(m_session)).entryInfoList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Time))
            m_list->addItem(file.completeBaseName(), file.absoluteFilePath());
    m_list->addItem(tr("Open a file…"), QStringLiteral("?"));
    m_list->setCurrentIndex(std::max(0, m_list->findText(before)));
}

void RecipePanel::openNamed(int index)
{
    QString path = m_list->itemData(index).toString();
    if (path == QLatin1String("?"))
        path = QFileDialog::getOpenFileName(this, tr("Open recipe"), {}, tr("Recipes (*.yaml *.yml)"));
    if (path.isEmpty())
        return;
    try {
        setRecipe(recipeNamed(path.toStdString()));
    } catch (const Error& error) {
        m_problem->show(ColorRole::Contradicts, QStringLiteral("error"), QString::fromStdString(error.what()));
    }
}

void RecipePanel::fromText()
{
    if (m_showing)
        return;
    try {
        m_recipe = parseRecipe(m_text->toPlainText().toStdString(), tr("recipe").toStdString());
        check();
    } catch (const Error& error) {
        m_valid = false;
        m_problem->show(ColorRole::Contradicts, QStringLiteral("error"), QString::fromStdString(error.what()));
    }
    if (m_valid)
        showViews();
    Q_EMIT changed();
}

void RecipePanel::check()
{
    try {
        checkRecipe(m_recipe, tr("recipe").toStdString());
        m_valid = true;
        m_problem->hide();
    } catch (const Error& error) {
        m_valid = false;
        m_problem->show(ColorRole::Contradicts, QStringLiteral("error"), QString::fromStdString(error.what()));
    }
}

void RecipePanel::showViews()
{
    m_showing = true;
    m_form->show(m_recipe);
    const QString text = QString::fromStdString(recipeText(m_recipe));
    if (!m_text->hasFocus() && m_text->toPlainText() != text)
        m_text->setPlainText(text);
    const QString file = m_session.hasProject() ? recipesFolder(m_session) + QLatin1Char('/') + fileName(m_recipe.name) : fileName(m_recipe.name);
    m_command->setPlainText(copyAsCommand(QStringLiteral("train"), {{QStringLiteral("project"), m_session.projectPath()}, {QStringLiteral("recipe"), file}}));
    m_showing = false;
    refreshPreflight();
}

QString RecipePanel::saveForStart()
{
    try {
        const QString path = recipesFolder(m_session) + QLatin1Char('/') + fileName(m_recipe.name);
        createFolder(recipesFolder(m_session).toStdString());
        saveRecipe(path.toStdString(), m_recipe);
        loadList();
        return path;
    } catch (const Error& error) {
        m_session.report(QStringLiteral("train.recipe"), error);
        return {};
    }
}

void RecipePanel::checkBeforeStart()
{
    const QString file = saveForStart();
    if (file.isEmpty())
        return;
    m_check->setEnabled(false);
    Job* job = m_session.jobs().start(QStringLiteral("train.check"), {{QStringLiteral("project"), m_session.projectPath()}, {QStringLiteral("recipe"), file}});
    connect(job, &Job::finished, this, [this, text = recipeText(m_recipe)](const QJsonObject& result) {
        m_findings = result.value(QStringLiteral("findings")).toArray();
        m_checked = text;
        m_checkedData = m_session.project() ? m_session.project()->statistics().dump() : std::string();
        refreshPreflight();
    });
    connect(job, &Job::failed, this, [this](const JobError& error) { m_problem->show(ColorRole::Contradicts, QStringLiteral("error"), error.message); });
    connect(job, &Job::ended, this, [this] { m_check->setEnabled(m_valid && m_session.hasProject()); });
}

/// What the check of just this recipe found.
void RecipePanel::showFindings()
{
    const std::map<QString, QString> names{{QStringLiteral("base"), tr("Model")}, {QStringLiteral("records"), tr("Records")}, {QStringLiteral("tokens"), tr("Tokens")},
                                           {QStringLiteral("memory"), tr("Memory")}, {QStringLiteral("disk"), tr("Disk")}, {QStringLiteral("time"), tr("Takes")},
                                           {QStringLiteral("reward"), tr("Reward")}, {QStringLiteral("difference"), tr("Last run")}};
    for (const QJsonValue& finding : std::as_const(m_findings)) {
        const QString what = finding[QStringLiteral("what")].toString(), verdict = finding[QStringLiteral("verdict")].toString();
        const QString sign = verdict == QLatin1String("ok") ? QStringLiteral("✓ ") : verdict == QLatin1String("error") ? QStringLiteral("✕ ") : QStringLiteral("! ");
        const auto name = names.find(what);
        m_preflight->add(sign + (name == names.end() ? what : name->second), finding[QStringLiteral("text")].toString());
    }
}

void RecipePanel::refreshPreflight()
{
    m_preflight->clear();
    m_preflight->addHeading(tr("Before the start"));
    Project* project = m_session.project();
    m_check->setEnabled(project && m_valid);
    if (!project) {
        m_preflight->addNote(tr("Open a project first."));
        return;
    }
    if (!m_findings.isEmpty() && m_checked == recipeText(m_recipe) && m_checkedData == project->statistics().dump())
        return showFindings();
    std::map<std::string, qint64> byTask;
    try {
        const auto statistics = project->statistics();
        for (const auto& group : statistics.at("groups"))
            if (group.at("split").get<std::string>() == m_recipe.split && group.at("state").get<std::string>() != "rejected")
                byTask[group.at("task").get<std::string>()] += group.at("count").get<qint64>();
    } catch (const std::exception& error) {
        m_session.report(QStringLiteral("train.preflight"), error);
        return;
    }
    qint64 total = 0;
    for (const auto& [task, weight] : m_recipe.tasks) {
        if (weight <= 0)
            continue;
        const qint64 count = byTask[task];
        total += count;
        m_preflight->add(QString::fromStdString(task), count ? tr("%n records", nullptr, static_cast<int>(count)) : tr("none: this task cannot be learned"));
    }
    if (!total)
        m_preflight->addNote(tr("There is nothing to learn from. Make or accept records in Curate first."));
    m_preflight->add(tr("Picture"), m_recipe.imageSize > 0 ? tr("%1 × %1 px%2").arg(m_recipe.imageSize).arg(m_recipe.stackViews ? tr(", views stacked") : QString()) : QString());
    QString length;
    if (m_recipe.minutes > 0)
        length = tr("at most %1").arg(formatDuration(m_recipe.minutes * 60));
    if (m_recipe.steps > 0)
        length += (length.isEmpty() ? QString() : QStringLiteral(", ")) + tr("%n steps", nullptr, static_cast<int>(m_recipe.steps));
    if (m_recipe.epochs > 0)
        length += (length.isEmpty() ? QString() : QStringLiteral(", ")) + tr("%1 epochs").arg(m_recipe.epochs);
    m_preflight->add(tr("Takes"), length);
}

} // namespace w2v
