#include "ui/curate/DetectorDialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QFileDialog>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

#include "ui/session/Units.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/NumberField.h"

namespace w2v {
namespace {

constexpr const char *kModelKey = "curate/detector", *kClassesKey = "curate/detectorClasses";
constexpr int kWidth = 36 * space::kWide;

NumberField* makeShare(const QString& name, double value, const QString& tooltip)
{
    auto* field = new NumberField;
    field->setObjectName(name);
    field->setDecimals(2);
    field->setRange(0.01, 1);
    field->setSingleStep(0.05);
    field->setValue(value);
    field->setToolTip(tooltip);
    return field;
}

} // namespace

DetectorDialog::DetectorDialog(Session& session, QWidget* parent)
    : QDialog(parent), m_session(session), m_model(new QLineEdit), m_classes(new QLineEdit),
      m_score(makeShare(QStringLiteral("detectorScore"), 0.3, tr("Least score of a box"))),
      m_overlap(makeShare(QStringLiteral("detectorOverlap"), 0.5, tr("Overlap of two boxes of a class above which the weaker one falls away"))),
      m_only(new QCheckBox(tr("Only the chosen rollout, also when it has objects"))), m_again(new QCheckBox(tr("Also where a detector found objects before"))),
      m_trust(new QCheckBox(tr("This file may be opened"))), m_progress(new QProgressBar), m_state(makeMuted({}, TextStyle::Body)),
      m_start(new QPushButton(tr("Find objects"))), m_cancel(new QPushButton(tr("Cancel")))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Find objects with a detector"));
    setMinimumWidth(kWidth);
    m_model->setObjectName(QStringLiteral("detectorModel"));
    m_model->setPlaceholderText(QStringLiteral("yolov8l-worldv2.onnx"));
    m_model->setToolTip(tr("A detector of the YOLO family as ONNX (v5, v8, v11, or with suppression inside)"));
    m_model->setText(QSettings().value(kModelKey).toString());
    m_classes->setObjectName(QStringLiteral("detectorClasses"));
    m_classes->setPlaceholderText(tr("the model's own"));
    m_classes->setToolTip(tr("A text file with one class name a line, in the model's order; an empty line: not wanted"));
    m_classes->setText(QSettings().value(kClassesKey).toString());
    m_trust->setObjectName(QStringLiteral("detectorTrust"));
    m_trust->setToolTip(tr("A model file from outside is read by a large library. That happens in a worker process, whose end costs one message."));
    m_start->setObjectName(QStringLiteral("detectorStart"));
    m_start->setProperty("primary", true);
    m_start->setDefault(true);
    m_state->setObjectName(QStringLiteral("detectorState"));
    m_state->setWordWrap(true);
    m_state->setTextFormat(Qt::PlainText);
    m_only->setEnabled(!session.selection().rollout.isEmpty());
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    const auto fileRow = [this](QLineEdit* field, const QString& title, const QString& filter) {
        auto* row = new QHBoxLayout;
        row->setSpacing(space::kHalf);
        row->addWidget(field, 1);
        auto* browse = makeIconButton(QStringLiteral("folder"), title, this);
        connect(browse, &QToolButton::clicked, this, [this, field, title, filter] { choose(field, title, filter); });
        row->addWidget(browse);
        return row;
    };
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(space::kWide);
    form->setVerticalSpacing(space::kGap);
    form->addRow(makeMuted(tr("Model"), TextStyle::Body), fileRow(m_model, tr("Choose the detector"), tr("ONNX models (*.onnx)")));
    form->addRow(QString(), m_trust);
    form->addRow(makeMuted(tr("Classes"), TextStyle::Body), fileRow(m_classes, tr("Choose the list of classes"), tr("Text (*.txt *.names)")));
    form->addRow(makeMuted(tr("Least score"), TextStyle::Body), m_score);
    form->addRow(makeMuted(tr("Most overlap"), TextStyle::Body), m_overlap);
    form->addRow(makeMuted(tr("Views"), TextStyle::Body), m_only);
    form->addRow(QString(), m_again);
    auto* copy = new QPushButton(tr("Copy as command"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kGap);
    buttons->addWidget(copy);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_start);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(space::kGap);
    layout->addLayout(form);
    layout->addWidget(m_progress);
    layout->addWidget(m_state);
    layout->addLayout(buttons);
    m_progress->hide();
    m_cancel->hide();
    connect(m_model, &QLineEdit::textChanged, this, [this](const QString& file) {
        m_trust->setChecked(!file.trimmed().isEmpty() && file.trimmed() == m_trusted); // another file needs another word
        showReady();
    });
    connect(m_trust, &QCheckBox::toggled, this, [this](bool on) {
        if (on)
            m_trusted = m_model->text().trimmed();
        showReady();
    });
    connect(m_start, &QPushButton::clicked, this, &DetectorDialog::start);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_job)
            m_job->cancel();
    });
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(copyAsCommand(QStringLiteral("objects.detect"), parameters())); });
    showReady();
}

void DetectorDialog::choose(QLineEdit* into, const QString& title, const QString& filter)
{
    const QString file = QFileDialog::getOpenFileName(this, title, into->text(), filter);
    if (!file.isEmpty())
        into->setText(file);
}

void DetectorDialog::showReady()
{
    const bool file = !m_model->text().trimmed().isEmpty();
    m_trust->setEnabled(file);
    m_start->setEnabled(file && m_trust->isChecked() && !m_job);
    if (!m_job)
        m_state->setText(!file ? tr("Choose a model file.") : m_trust->isChecked() ? QString() : tr("Say that the file may be opened."));
}

QJsonObject DetectorDialog::parameters() const
{
    QJsonObject params{{QStringLiteral("project"), m_session.projectPath()}, {QStringLiteral("model"), m_model->text().trimmed()},
                       {QStringLiteral("min_score"), m_score->value()}, {QStringLiteral("max_overlap"), m_overlap->value()}};
    if (const QString classes = m_classes->text().trimmed(); !classes.isEmpty())
        params.insert(QStringLiteral("classes"), classes);
    if (m_only->isChecked())
        params.insert(QStringLiteral("rollout"), m_session.selection().rollout);
    if (m_again->isChecked())
        params.insert(QStringLiteral("again"), true);
    return params;
}

void DetectorDialog::start()
{
    QSettings().setValue(kModelKey, m_model->text().trimmed());
    QSettings().setValue(kClassesKey, m_classes->text().trimmed());
    Job* job = m_session.jobs().start(QStringLiteral("objects.detect"), parameters());
    m_job = job;
    m_start->setEnabled(false);
    m_cancel->show();
    m_progress->setValue(0);
    m_progress->show();
    m_state->setText(tr("Starting…"));
    connect(job, &Job::progress, this, [this](double fraction, const QString& stage, double eta) {
        m_progress->setValue(static_cast<int>(fraction * 1000));
        m_state->setText(eta > 0 ? tr("%1, %2 left").arg(stage, formatDuration(eta)) : stage);
    });
    const auto end = [this](const QString& text) {
        m_job = nullptr;
        m_progress->hide();
        m_cancel->hide();
        showReady();
        m_state->setText(text);
    };
    connect(job, &Job::finished, this, [this, end](const QJsonObject& result) {
        end({});
        showResult(result);
    });
    connect(job, &Job::failed, this, [end](const JobError& error) { end(error.message); });
    connect(job, &Job::cancelled, this, [this, end] { end(tr("Cancelled; nothing was changed.")); });
}

void DetectorDialog::showResult(const QJsonObject& result)
{
    const auto number = [&](const char* key) { return formatCount(result.value(QLatin1String(key)).toInteger()); };
    if (result.value(QStringLiteral("rollouts")).toInt() == 0) {
        m_state->setText(tr("No rollout needs a detector: %1 have objects already.").arg(number("skipped")));
        return;
    }
    QString text = tr("%1 boxes of %2 objects in %3 views, %4 more carried through depth (%5, input %6). One undo takes it back.")
                       .arg(number("boxes"), number("objects"), number("frames"), number("carried"), result.value(QStringLiteral("layout")).toString(),
                            result.value(QStringLiteral("input")).toString());
    if (result.value(QStringLiteral("stale_records")).toInteger() > 0)
        text += QLatin1Char(' ') + tr("%1 records about the former objects are stale: make them again.").arg(number("stale_records"));
    m_state->setText(text);
}

} // namespace w2v
