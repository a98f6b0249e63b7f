#include "ui/evaluate/OpenBenchmarkDialog.h"

#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "core/answerers/OpenedBenchmark.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kWidth = 640, kListHeight = 150, kMostFrames = 1024, kLargestSquare = 8192, kMostListed = 20'000;

QString kindTitle(const QString& kind)
{
    return kind == QLatin1String("sat") ? QStringLiteral("SAT") : kind == QLatin1String("vsibench") ? QStringLiteral("VSI-Bench") : QStringLiteral("MindCube");
}

QHBoxLayout* beside(QWidget* wide, std::initializer_list<QWidget*> others)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kGap);
    row->addWidget(wide, 1);
    for (QWidget* other : others)
        row->addWidget(other);
    return row;
}

} // namespace

OpenBenchmarkDialog::OpenBenchmarkDialog(Session& session, QWidget* parent)
    : QDialog(parent), m_session(session), m_path(new QLineEdit), m_media(new QLineEdit), m_name(new QLineEdit), m_found(new QComboBox), m_frames(new QSpinBox),
      m_square(new QSpinBox), m_status(makeMuted({})), m_missing(new QListWidget), m_open(new QPushButton(tr("Open"))), m_copy(new QPushButton(tr("Copy as command"))),
      m_copyList(new QPushButton(tr("Copy the list")))
{
    setObjectName(QStringLiteral("openBenchmark"));
    setWindowTitle(tr("Open a benchmark"));
    setMinimumWidth(kWidth);
    m_path->setObjectName(QStringLiteral("benchmarkPath"));
    m_path->setPlaceholderText(tr("Folder or question file of SAT, VSI-Bench or MindCube"));
    m_found->setObjectName(QStringLiteral("benchmarkFound"));
    m_found->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_media->setObjectName(QStringLiteral("benchmarkMedia"));
    m_name->setObjectName(QStringLiteral("benchmarkName"));
    m_name->setToolTip(tr("What it is called in this project; answers are kept under this name"));
    m_frames->setObjectName(QStringLiteral("benchmarkFrames"));
    m_frames->setRange(1, kMostFrames);
    m_frames->setToolTip(tr("Frame k of a video is number floor(k (n - 1) / (frames - 1)) of its n: the first, the last, and evenly between"));
    m_square->setObjectName(QStringLiteral("benchmarkSquare"));
    m_square->setRange(0, kLargestSquare);
    m_square->setSpecialValueText(tr("as they are"));
    m_square->setSuffix(tr(" px"));
    m_square->setToolTip(tr("Pictures are cut to their middle square and resized to this side (bicubic), as SAT's own pipelines do with 512"));
    m_status->setObjectName(QStringLiteral("openStatus"));
    m_status->setWordWrap(true);
    m_missing->setObjectName(QStringLiteral("missingMedia"));
    m_missing->setAccessibleName(tr("What is missing"));
    m_missing->setFixedHeight(kListHeight);
    m_missing->setUniformItemSizes(true);
    m_missing->hide();
    m_copyList->hide();
    m_open->setObjectName(QStringLiteral("benchmarkOpen"));
    m_open->setProperty("primary", true);
    m_open->setDefault(true);
    auto* folder = new QPushButton(tr("Folder…"));
    auto* file = new QPushButton(tr("File…"));
    auto* media = new QPushButton(tr("Folder…"));
    auto* again = new QPushButton(tr("Look again"));
    again->setObjectName(QStringLiteral("lookAgain"));
    for (QPushButton* button : {folder, file, media, again, m_copy, m_copyList})
        button->setAutoDefault(false);
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(space::kWide);
    form->setVerticalSpacing(space::kGap);
    const auto add = [form](const QString& name, auto* field) { form->addRow(makeMuted(name, TextStyle::Body), field); };
    add(tr("Where it is"), beside(m_path, {folder, file}));
    add(tr("Questions"), m_found);
    add(tr("Pictures and videos"), beside(m_media, {media, again}));
    add(tr("Frames of a video"), m_frames);
    add(tr("Middle square"), m_square);
    add(tr("Name"), m_name);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kGap);
    buttons->addWidget(m_copy);
    buttons->addWidget(m_copyList);
    buttons->addStretch();
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    buttons->addWidget(cancel);
    buttons->addWidget(m_open);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(space::kGap);
    layout->addLayout(form);
    layout->addWidget(m_status);
    layout->addWidget(m_missing);
    layout->addStretch();
    layout->addLayout(buttons);
    connect(folder, &QPushButton::clicked, this, [this] { choosePath(true); });
    connect(file, &QPushButton::clicked, this, [this] { choosePath(false); });
    connect(media, &QPushButton::clicked, this, &OpenBenchmarkDialog::chooseMedia);
    connect(again, &QPushButton::clicked, this, &OpenBenchmarkDialog::check);
    connect(m_path, &QLineEdit::editingFinished, this, [this] {
        if (m_path->isModified() && !m_path->text().trimmed().isEmpty())
            lookIn(m_path->text().trimmed());
    });
    connect(m_media, &QLineEdit::editingFinished, this, [this] {
        if (m_media->isModified())
            check();
    });
    connect(m_found, &QComboBox::activated, this, &OpenBenchmarkDialog::kindChosen);
    connect(m_name, &QLineEdit::textChanged, this, &OpenBenchmarkDialog::updateState);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_open, &QPushButton::clicked, this, &OpenBenchmarkDialog::keep);
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(copyAsCommand(QStringLiteral("bench.open"), parameters())); });
    connect(m_copyList, &QPushButton::clicked, this, [this] {
        QStringList lines;
        for (int i = 0; i < m_missing->count(); ++i)
            lines << m_missing->item(i)->text();
        QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
    });
    say(tr("Its files stay where they are. Pictures that are missing are listed here; questions without them are shown but not asked."));
    updateState();
}

OpenBenchmarkDialog::~OpenBenchmarkDialog()
{
    for (const QPointer<Job>& job : {m_looking, m_checking})
        if (job && job->active())
            job->cancel();
}

void OpenBenchmarkDialog::say(const QString& text, bool wrong)
{
    m_status->setText(wrong ? tr("✕ %1").arg(text) : text);
}

void OpenBenchmarkDialog::choosePath(bool folder)
{
    const QString path = folder ? QFileDialog::getExistingDirectory(this, tr("Folder of a benchmark"), m_path->text())
                                : QFileDialog::getOpenFileName(this, tr("Question file"), m_path->text(), tr("Questions (*.json *.jsonl)"));
    if (!path.isEmpty())
        lookIn(path);
}

void OpenBenchmarkDialog::chooseMedia()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of the pictures or videos"), m_media->text());
    if (folder.isEmpty())
        return;
    m_media->setText(folder);
    check();
}

void OpenBenchmarkDialog::start(QPointer<Job>& job, const QString& operation, const QJsonObject& parameters, std::function<void(const QJsonObject&)> done)
{
    if (job && job->active())
        job->cancel(); // the newest counts
    if (job)
        job->disconnect(this);
    job = m_session.jobs().start(operation, parameters);
    connect(job, &Job::finished, this, std::move(done));
    connect(job, &Job::failed, this, [this](const JobError& error) {
        say(error.message, true);
        updateState();
    });
}

void OpenBenchmarkDialog::lookIn(const QString& path)
{
    m_path->setText(path);
    m_found->clear();
    m_missing->hide();
    m_copyList->hide();
    m_checked = false;
    say(tr("Looking for question files…"));
    updateState();
    start(m_looking, QStringLiteral("bench.find"), {{QStringLiteral("path"), path}}, [this](const QJsonObject& result) { takeFound(result.value(QStringLiteral("found")).toArray()); });
}

void OpenBenchmarkDialog::takeFound(const QJsonArray& found)
{
    for (const QJsonValue& one : found) {
        const QString file = one[QStringLiteral("questions")].toString();
        m_found->addItem(QStringLiteral("%1: %2").arg(kindTitle(one[QStringLiteral("benchmark")].toString()), QFileInfo(file).fileName()), one.toObject());
        m_found->setItemData(m_found->count() - 1, file, Qt::ToolTipRole);
    }
    kindChosen();
}

void OpenBenchmarkDialog::kindChosen()
{
    const QJsonObject chosen = m_found->currentData().toJsonObject();
    const QString kind = chosen.value(QStringLiteral("benchmark")).toString();
    m_media->setText(chosen.value(QStringLiteral("media")).toString());
    const MediaRules usual = usualMediaRules(benchmarkKindFromName(kind.toStdString()).value_or(BenchmarkKind::Sat));
    m_frames->setValue(usual.videoFrames);
    m_square->setValue(usual.square);
    m_frames->setEnabled(kind == QLatin1String("vsibench"));
    if (m_name->text() == m_proposedName) {
        m_proposedName = kind;
        m_name->setText(kind);
    }
    check();
}

void OpenBenchmarkDialog::setOpened(const QJsonObject& parameters)
{
    setWindowTitle(tr("The benchmark's files"));
    m_open->setText(tr("Keep"));
    const QString file = parameters.value(QStringLiteral("questions")).toString();
    m_path->setText(file);
    m_found->clear();
    m_found->addItem(QStringLiteral("%1: %2").arg(kindTitle(parameters.value(QStringLiteral("benchmark")).toString()), QFileInfo(file).fileName()), parameters);
    m_name->setText(parameters.value(QStringLiteral("name")).toString());
    m_name->setReadOnly(true); // its answers are kept under it
    kindChosen();
    m_frames->setValue(parameters.value(QStringLiteral("frames")).toInt());
    m_square->setValue(parameters.value(QStringLiteral("square")).toInt());
}

QJsonObject OpenBenchmarkDialog::parameters() const
{
    const QJsonObject chosen = m_found->currentData().toJsonObject();
    QJsonObject params{{QStringLiteral("project"), m_session.projectPath()}, {QStringLiteral("name"), m_name->text().trimmed()},
                       {QStringLiteral("benchmark"), chosen.value(QStringLiteral("benchmark"))}, {QStringLiteral("questions"), chosen.value(QStringLiteral("questions"))},
                       {QStringLiteral("media"), m_media->text().trimmed()}, {QStringLiteral("square"), m_square->value()}};
    if (m_frames->isEnabled())
        params.insert(QStringLiteral("frames"), m_frames->value());
    return params;
}

void OpenBenchmarkDialog::check()
{
    const QJsonObject chosen = m_found->currentData().toJsonObject();
    m_checked = false;
    updateState();
    if (chosen.isEmpty())
        return;
    say(tr("Reading the questions and looking for their pictures…"));
    start(m_checking, QStringLiteral("bench.questions"),
          {{QStringLiteral("benchmark"), chosen.value(QStringLiteral("benchmark"))}, {QStringLiteral("questions"), chosen.value(QStringLiteral("questions"))},
           {QStringLiteral("media"), m_media->text().trimmed()}, {QStringLiteral("list"), kMostListed}},
          [this](const QJsonObject& result) { showChecked(result); });
}

void OpenBenchmarkDialog::showChecked(const QJsonObject& result)
{
    const int questions = result.value(QStringLiteral("questions")).toInt(), complete = result.value(QStringLiteral("complete")).toInt();
    const int absent = result.value(QStringLiteral("missing_media")).toInt();
    const QJsonArray missing = result.value(QStringLiteral("missing")).toArray(), problems = result.value(QStringLiteral("problems")).toArray();
    m_missing->clear();
    for (const QJsonValue& problem : problems)
        m_missing->addItem(tr("cannot be read: %1").arg(problem.toString()));
    for (const QJsonValue& name : missing)
        m_missing->addItem(name.toString());
    if (absent > missing.size())
        m_missing->addItem(tr("and %n more", nullptr, absent - static_cast<int>(missing.size())));
    m_missing->setVisible(m_missing->count() > 0);
    m_copyList->setVisible(m_missing->count() > 0);
    const QLocale c = QLocale::c();
    QString text = absent ? tr("%1 questions, %2 with all their pictures. Missing below the folder: %3 files.").arg(c.toString(questions), c.toString(complete), c.toString(absent))
                          : tr("%1 questions, all with their pictures.").arg(c.toString(questions));
    if (!problems.isEmpty())
        text += QLatin1Char(' ') + tr("%n entries of the file cannot be read and are left out.", nullptr, static_cast<int>(problems.size()));
    say(text);
    m_checked = true;
    updateState();
}

void OpenBenchmarkDialog::updateState()
{
    const bool ready = m_checked && !m_name->text().trimmed().isEmpty() && !(m_opening && m_opening->active());
    m_open->setEnabled(ready);
    m_copy->setEnabled(ready);
}

void OpenBenchmarkDialog::keep()
{
    const QString name = m_name->text().trimmed();
    start(m_opening, QStringLiteral("bench.open"), parameters(), [this, name](const QJsonObject&) {
        Q_EMIT openedBenchmark(name);
        accept();
    });
    updateState();
}

} // namespace w2v
