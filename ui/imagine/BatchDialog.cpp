#include "ui/imagine/BatchDialog.h"

#include <algorithm>
#include <functional>
#include <thread>

#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/imagine/OutsideModelForm.h"
#include "ui/imagine/RolloutList.h"
#include "ui/imagine/SvcOptionsForm.h"
#include "ui/session/Units.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/NumberField.h"

namespace w2v {

namespace {

constexpr int kRestMs = 500, kMostFailures = 1000, kMostPaths = 10000;

NumberField* whole(const char* name, int low, int high, int value, const QString& tip)
{
    auto* field = new NumberField;
    field->setObjectName(name);
    field->setRange(low, high);
    field->setValue(value);
    field->setToolTip(tip);
    return field;
}

/// A line for a file or folder with a button to choose it.
QWidget* withButton(QLineEdit* edit, const QString& tip, std::function<QString()> choose)
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kHalf);
    layout->addWidget(edit, 1);
    auto* button = makeIconButton("folder", tip, row);
    QObject::connect(button, &QToolButton::clicked, edit, [edit, choose = std::move(choose)] {
        if (const QString chosen = choose(); !chosen.isEmpty())
            edit->setText(chosen);
    });
    layout->addWidget(button);
    return row;
}

} // namespace

BatchDialog::BatchDialog(Session& session, QWidget* parent)
    : QDialog(parent), m_session(session), m_observations(new QListWidget), m_failures(new QListWidget),
      m_count(whole("batch.count", 0, kMostPaths, 0, tr("Paths of each observation; 0: one of each kind"))),
      m_seed(whole("batch.seed", 0, 2147483647, 1, tr("Draws the paths, and is the world model's first seed"))),
      m_seeds(whole("batch.seeds", 1, 1000, 1, tr("Each path is imagined with so many seeds"))),
      m_workers(whole("batch.workers", 1, 256, 1, tr("Programs that work side by side; they share the processor, each needs its own memory"))),
      m_fov(new NumberField(Quantity::Angle)), m_settings(new QLineEdit), m_out(new QLineEdit), m_model(new QComboBox), m_size(new QComboBox),
      m_svc(new SvcOptionsForm), m_outside(new OutsideModelForm), m_cost(makeMuted(QString(), TextStyle::Body)), m_state(makeMuted(QString(), TextStyle::Body)),
      m_progress(new QProgressBar), m_start(new QPushButton(themedIcon("imagine"), tr("Imagine all"))), m_cancel(new QPushButton(tr("Stop"))),
      m_open(new QPushButton(themedIcon("folder"), tr("Open the folder")))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName("imagine.batchDialog");
    setWindowTitle(tr("Many at once"));
    resize(900, 620);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(space::kWide);
    auto* left = new QVBoxLayout;
    left->addWidget(makeGroupTitle(tr("Observations")));
    m_observations->setObjectName("batch.observations");
    m_observations->setAccessibleName(tr("Observations to start from"));
    left->addWidget(m_observations, 1);
    sides->addLayout(left, 2);
    sides->addWidget(buildForm(), 3);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(sides, 1);
    layout->addWidget(buildResult());

    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &BatchDialog::askCost);
    listObservations();
    restore();
    connect(m_observations, &QListWidget::itemChanged, this, &BatchDialog::changed);
    for (NumberField* field : {m_count, m_seed, m_seeds, m_workers, m_fov})
        connect(field, &QDoubleSpinBox::valueChanged, this, &BatchDialog::changed);
    for (QLineEdit* edit : {m_settings, m_out})
        connect(edit, &QLineEdit::textChanged, this, &BatchDialog::changed);
    for (QComboBox* box : {m_model, m_size})
        connect(box, &QComboBox::currentIndexChanged, this, &BatchDialog::changed);
    connect(m_svc, &SvcOptionsForm::changed, this, &BatchDialog::changed);
    connect(m_outside, &OutsideModelForm::changed, this, &BatchDialog::changed);
    connect(m_start, &QPushButton::clicked, this, &BatchDialog::start);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_job)
            m_job->cancel();
    });
    connect(m_open, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_out->text())); });
    for (Job* job : session.jobs().activeJobs())
        if (job->op() == "imagine.batch" && !job->params().value("estimate").toBool())
            follow(job);
    changed();
}

QWidget* BatchDialog::buildForm()
{
    auto* page = new QWidget;
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(space::kWide);
    const auto row = [&](const QString& label, QWidget* field) { form->addRow(makeMuted(label, TextStyle::Body), field); };
    m_settings->setObjectName("batch.settings");
    m_settings->setPlaceholderText(tr("production settings of the reference"));
    m_settings->setClearButtonEnabled(true);
    m_out->setObjectName("batch.out");
    m_fov->setRange(0, 120);
    m_fov->setSpecialValueText(tr("as observed"));
    m_fov->setObjectName("batch.fov");
    m_model->setObjectName("batch.model");
    for (const char* id : {"geometric", "mesh", "process", "torchscript", "svc"})
        m_model->addItem(worldModelTitle(id), id);
    for (const int size : {128, 256, 384, 576})
        m_size->addItem(QString("%1 × %1 px").arg(size), size);
    m_size->setObjectName("batch.size");
    form->addRow(makeGroupTitle(tr("Paths")));
    row(tr("Of each observation"), m_count);
    row(tr("Settings"), withButton(m_settings, tr("Choose a YAML file"), [this] {
            return QFileDialog::getOpenFileName(this, tr("Settings of the reference's generators"), {}, tr("YAML (*.yaml *.yml)"));
        }));
    row(tr("Seed"), m_seed);
    row(tr("Seeds of each path"), m_seeds);
    form->addRow(makeGroupTitle(tr("Views")));
    row(tr("World model"), m_model);
    form->addRow(m_svc);
    form->addRow(m_outside);
    row(tr("Size"), m_size);
    row(tr("Field of view"), m_fov);
    form->addRow(makeGroupTitle(tr("Work")));
    row(tr("Workers"), m_workers);
    row(tr("Folder"), withButton(m_out, tr("Choose the folder"), [this] { return QFileDialog::getExistingDirectory(this, tr("Folder of the bundle")); }));
    return page;
}

QWidget* BatchDialog::buildResult()
{
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    m_cost->setObjectName("batch.cost");
    m_cost->setWordWrap(true);
    m_state->setObjectName("batch.state");
    m_state->setWordWrap(true);
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_failures->setObjectName("batch.failures");
    m_failures->setAccessibleName(tr("What could not be imagined"));
    m_failures->setMaximumHeight(96);
    m_start->setObjectName("batch.start");
    m_start->setProperty("primary", true);
    m_cancel->setObjectName("batch.cancel");
    m_cancel->setToolTip(tr("What is done stays; the same form goes on with it"));
    auto* copy = new QPushButton(themedIcon("terminal"), tr("Copy as command"));
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(copyAsCommand("imagine.batch", params())); });
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(copy);
    buttons->addWidget(m_open);
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_start);
    for (QPushButton* button : {copy, m_open, m_cancel, m_start})
        button->setAutoDefault(false); // Return ends the typing of a number and starts nothing
    for (QWidget* widget : std::initializer_list<QWidget*>{m_cost, m_progress, m_state, m_failures})
        layout->addWidget(widget);
    layout->addLayout(buttons);
    m_failures->hide();
    return page;
}

void BatchDialog::listObservations()
{
    Project* project = m_session.project();
    if (!project)
        return;
    try {
        for (const StoredObservation& stored : project->observations()) {
            auto* item = new QListWidgetItem(QString::fromStdString(stored.name), m_observations);
            item->setData(Qt::UserRole, QString::fromStdString(stored.id));
            item->setToolTip(QString::fromStdString(stored.path));
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
            item->setCheckState(Qt::Unchecked);
        }
    } catch (const std::exception& error) {
        m_session.report("project", error);
    }
}

/// As it was left in this project, so that an interrupted batch goes on with one click.
void BatchDialog::restore()
{
    const QSettings settings;
    const ImagineOptions options = ImagineOptions::load();
    m_svc->set(options);
    m_outside->set(options);
    const QString path = m_session.projectPath(), place = "batch/" + QString(path).replace('/', '|');
    const auto kept = [&](const char* key, const QVariant& fallback) { return settings.value(place + '/' + key, fallback); };
    m_count->setValue(kept("count", 0).toInt());
    m_seed->setValue(kept("seed", 1).toInt());
    m_seeds->setValue(kept("seeds", 1).toInt());
    m_workers->setValue(kept("workers", std::max(1, int(std::thread::hardware_concurrency()) / 2)).toInt());
    m_fov->setValue(kept("fov", options.fovDegrees).toDouble());
    m_settings->setText(kept("settings", QString()).toString());
    m_out->setText(kept("out", QFileInfo(path).absolutePath() + '/' + QFileInfo(path).completeBaseName() + "-views").toString());
    m_model->setCurrentIndex(std::max(0, m_model->findData(kept("model", options.worldModel).toString())));
    m_size->setCurrentIndex(std::max(0, m_size->findData(kept("size", options.size > 0 ? options.size : 576).toInt())));
    const QStringList chosen = kept("observations", QStringList{m_session.selection().observation}).toStringList();
    for (int i = 0; i < m_observations->count(); ++i)
        m_observations->item(i)->setCheckState(chosen.contains(m_observations->item(i)->data(Qt::UserRole).toString()) ? Qt::Checked : Qt::Unchecked);
}

void BatchDialog::store() const
{
    QSettings settings;
    settings.beginGroup("batch/" + QString(m_session.projectPath()).replace('/', '|'));
    settings.setValue("count", m_count->value());
    settings.setValue("seed", m_seed->value());
    settings.setValue("seeds", m_seeds->value());
    settings.setValue("workers", m_workers->value());
    settings.setValue("fov", m_fov->value());
    settings.setValue("settings", m_settings->text());
    settings.setValue("out", m_out->text());
    settings.setValue("model", m_model->currentData());
    settings.setValue("size", m_size->currentData());
    QStringList chosen;
    for (int i = 0; i < m_observations->count(); ++i)
        if (m_observations->item(i)->checkState() == Qt::Checked)
            chosen << m_observations->item(i)->data(Qt::UserRole).toString();
    settings.setValue("observations", chosen);
}

QJsonObject BatchDialog::params() const
{
    ImagineOptions options;
    options.worldModel = m_model->currentData().toString();
    options.size = m_size->currentData().toInt();
    options.fovDegrees = m_fov->value();
    options.seed = qint64(m_seed->value());
    m_svc->read(options);
    m_outside->read(options);
    QJsonObject params = imagineParams(m_session, StoredTrajectory(), options);
    for (const char* key : {"observation", "actions"})
        params.remove(key);
    QJsonArray observations;
    for (int i = 0; i < m_observations->count(); ++i)
        if (m_observations->item(i)->checkState() == Qt::Checked)
            observations.append(m_observations->item(i)->data(Qt::UserRole).toString());
    params["observations"] = observations;
    params["workers"] = int(m_workers->value());
    params["out"] = m_out->text();
    if (m_count->value() > 0)
        params["count"] = int(m_count->value());
    if (m_seeds->value() > 1)
        params["seeds"] = int(m_seeds->value());
    if (!m_settings->text().isEmpty())
        params["settings"] = m_settings->text();
    return params;
}

void BatchDialog::changed()
{
    const QString model = m_model->currentData().toString();
    m_svc->setVisible(model == "svc");
    m_outside->showFor(model);
    m_possible = false;
    if (m_asking)
        m_asking->cancel();
    m_asking = nullptr;
    const bool any = !params().value("observations").toArray().isEmpty();
    m_cost->setText(!any ? tr("Choose what to start from.") : m_out->text().isEmpty() ? tr("Name a folder for the views.") : tr("Counting…"));
    any && !m_out->text().isEmpty() && !m_job ? m_rest.start() : m_rest.stop();
    updateState();
}

void BatchDialog::askCost()
{
    QJsonObject asked = params();
    asked["estimate"] = true;
    m_asking = m_session.jobs().start("imagine.batch", asked);
    connect(m_asking, &Job::ended, this, [this, job = m_asking] {
        if (!job || job != m_asking)
            return;
        if (job->state() == Job::State::Finished)
            showCost(job->result());
        else if (job->state() == Job::State::Failed)
            m_cost->setText(job->error().message);
        updateState();
    });
}

void BatchDialog::showCost(const QJsonObject& estimate)
{
    const auto number = [&](const char* key) { return estimate.value(key).toDouble(); };
    const int all = int(number("trajectories")), there = int(number("already_there"));
    QStringList parts{tr("%n path(s)", nullptr, all)};
    if (there > 0)
        parts << tr("%n of them there already", nullptr, there);
    parts << tr("%n frame(s) to make", nullptr, int(number("frames")));
    QString text = parts.join(", ") + '.';
    const bool known = estimate.value("seconds").isDouble();
    if (known && all > there)
        text += ' ' + tr("About %1 on this machine.").arg(formatDuration(number("seconds")));
    else if (all > there)
        text += ' ' + tr("How long they take is known after the first ones.");
    if (estimate.value("memory_bytes").isDouble())
        text += ' ' + tr("Memory: %1 a worker, %2 together; %3 are free.")
                          .arg(formatBytes(qint64(number("worker_memory_bytes"))), formatBytes(qint64(number("memory_bytes"))), formatBytes(qint64(number("memory_available_bytes"))));
    if (estimate.value("disk_bytes").isDouble())
        text += ' ' + tr("Disk: %1; %2 are free.").arg(formatBytes(qint64(number("disk_bytes"))), formatBytes(qint64(number("disk_free_bytes"))));
    if (number("memory_bytes") > number("memory_available_bytes") || (number("disk_free_bytes") > 0 && number("disk_bytes") > number("disk_free_bytes")))
        text += ' ' + tr("That is more than there is.");
    m_possible = !estimate.contains("problem") && all > there;
    if (estimate.contains("problem"))
        text = estimate.value("problem").toString();
    else if (all == there)
        text += ' ' + tr("All is done.");
    m_cost->setText(text);
    m_start->setText(there > 0 ? tr("Go on") : tr("Imagine all"));
}

void BatchDialog::start()
{
    for (NumberField* field : {m_count, m_seed, m_seeds, m_workers, m_fov})
        field->interpretText(); // what is still being typed
    store();
    m_failures->clear();
    m_failures->hide();
    follow(m_session.jobs().start("imagine.batch", params()));
    updateState();
}

void BatchDialog::follow(Job* job)
{
    m_job = job;
    m_memory.clear();
    m_out->setText(job->params().value("out").toString());
    connect(job, &Job::event, this, &BatchDialog::takeEvent);
    connect(job, &Job::progress, this, [this](double fraction, const QString& stage, double eta) {
        m_progress->setValue(int(1000 * std::max(0.0, fraction)));
        QStringList parts{stage};
        if (eta >= 0)
            parts << tr("%1 left").arg(formatDuration(eta));
        if (!m_memory.isEmpty())
            parts << m_memory;
        m_state->setText(parts.join(QStringLiteral("  ·  ")));
    });
    connect(job, &Job::ended, this, &BatchDialog::showEnd);
    m_state->setText(tr("Starting the workers…"));
}

void BatchDialog::takeEvent(const QJsonObject& event)
{
    const QString kind = event.value("event").toString();
    if (kind == "memory") {
        double all = 0, most = 0;
        const QJsonArray workers = event.value("workers").toArray();
        for (const QJsonValue& worker : workers) {
            all += worker.toDouble();
            most = std::max(most, worker.toDouble());
        }
        m_memory = tr("%n worker(s), %1 at most each, %2 together", nullptr, int(workers.size())).arg(formatBytes(qint64(most)), formatBytes(qint64(all)));
    } else if (kind == "failed" && m_failures->count() < kMostFailures) {
        m_failures->addItem(QString("%1/%2: %3").arg(event.value("scene").toString(), event.value("trajectory").toString(), event.value("message").toString()));
        m_failures->show();
    }
}

void BatchDialog::showEnd()
{
    Job* job = m_job;
    m_job = nullptr;
    if (!job)
        return;
    if (job->state() == Job::State::Finished) {
        const QJsonObject result = job->result(), memory = result.value("memory").toObject();
        QStringList parts{tr("%n path(s) made", nullptr, result.value("made").toInt())};
        if (const int failed = int(result.value("failures").toArray().size()))
            parts << tr("%n failed; they are tried again when you go on", nullptr, failed);
        parts << tr("largest worker %1").arg(formatBytes(qint64(memory.value("largest_worker_bytes").toDouble())));
        m_state->setText(parts.join(QStringLiteral("  ·  ")));
        m_progress->setValue(1000);
    } else if (job->state() == Job::State::Failed) {
        m_state->setText(job->error().message);
    } else {
        m_state->setText(tr("Stopped. What is done stays; go on whenever you like."));
    }
    changed(); // what is left
}

void BatchDialog::updateState()
{
    const bool running = m_job && m_job->active();
    m_start->setEnabled(!running && m_possible);
    m_cancel->setEnabled(running);
    m_progress->setVisible(running);
    m_open->setEnabled(QFileInfo::exists(m_out->text()));
}

} // namespace w2v
