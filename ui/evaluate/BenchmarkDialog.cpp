#include "ui/evaluate/BenchmarkDialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "ui/chat/AdapterChooser.h"
#include "ui/chat/ModelChooser.h"
#include "ui/evaluate/ImaginationForm.h"
#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kWidth = 560, kMostQuestions = 1'000'000;

} // namespace

BenchmarkDialog::BenchmarkDialog(Session& session, bool imagine, QString opened, QWidget* parent)
    : QDialog(parent), m_session(session), m_opened(std::move(opened)), m_models(new ModelChooser(session, 0)), m_adapters(new AdapterChooser), m_images(new QComboBox), m_limit(new QSpinBox),
      m_imagining(new QCheckBox(tr("Imagine views before answering"))), m_form(new ImaginationForm), m_problem(makeMuted({})),
      m_run(new QPushButton(themedIcon(QStringLiteral("play"), ColorRole::OnAccent), tr("Run"))), m_queue(new QPushButton(tr("Run in queue"))),
      m_copy(new QPushButton(tr("Copy as command")))
{
    setObjectName(QStringLiteral("benchmarkDialog"));
    setWindowTitle(m_opened.isEmpty() ? tr("Run a benchmark") : tr("Run a benchmark: %1").arg(m_opened));
    setMinimumWidth(kWidth);
    m_adapters->setModel(m_models->model());
    m_images->setObjectName(QStringLiteral("benchmarkImages"));
    m_images->addItem(tr("as they are"), QString());
    m_images->addItem(tr("none"), QStringLiteral("no-images"));
    m_images->addItem(tr("those of another question"), QStringLiteral("swapped"));
    m_images->addItem(tr("mirrored"), QStringLiteral("mirrored"));
    m_images->setToolTip(tr("Changed images show whether a model looks at them at all"));
    m_limit->setObjectName(QStringLiteral("benchmarkLimit"));
    m_limit->setRange(0, kMostQuestions);
    m_limit->setSpecialValueText(tr("all"));
    m_limit->setToolTip(tr("Questions of a task or type, at most; the same ones for every model"));
    m_imagining->setObjectName(QStringLiteral("benchmarkImagine"));
    m_imagining->setChecked(imagine);
    m_problem->setObjectName(QStringLiteral("benchmarkProblem"));
    m_problem->setWordWrap(true);
    m_run->setObjectName(QStringLiteral("benchmarkRun"));
    m_run->setProperty("primary", true);
    m_run->setDefault(true);
    m_queue->setObjectName(QStringLiteral("benchmarkQueue"));
    m_queue->setToolTip(tr("Waits its turn behind trainings and other benchmarks, and outlives the window"));
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(space::kWide);
    form->setVerticalSpacing(space::kGap);
    form->addRow(makeMuted(tr("Who answers"), TextStyle::Body), m_models);
    form->addRow(makeMuted(tr("Adapter"), TextStyle::Body), m_adapters);
    form->addRow(makeMuted(tr("Images"), TextStyle::Body), m_images);
    form->addRow(makeMuted(tr("Questions"), TextStyle::Body), m_limit);
    form->addRow(m_imagining);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kGap);
    buttons->addWidget(m_copy);
    buttons->addStretch();
    buttons->addWidget(m_queue);
    buttons->addWidget(m_run);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(space::kGap);
    layout->addLayout(form);
    layout->addWidget(m_form);
    layout->addWidget(m_problem);
    layout->addStretch();
    layout->addLayout(buttons);
    connect(m_models, &ModelChooser::modelChanged, this, [this] {
        m_adapters->setModel(m_models->model());
        Q_EMIT answererChanged();
        updateState();
    });
    connect(m_adapters, &AdapterChooser::adapterChanged, this, &BenchmarkDialog::answererChanged);
    connect(m_images, &QComboBox::activated, this, &BenchmarkDialog::updateState);
    connect(m_imagining, &QCheckBox::toggled, this, &BenchmarkDialog::updateState);
    connect(m_form, &ImaginationForm::changed, this, &BenchmarkDialog::updateState);
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(copyAsCommand(QStringLiteral("bench.answer"), parameters())); });
    connect(m_run, &QPushButton::clicked, this, [this] {
        Q_EMIT runRequested(parameters());
        accept();
    });
    connect(m_queue, &QPushButton::clicked, this, [this] {
        Q_EMIT queueRequested(parameters());
        accept();
    });
    updateState();
}

QJsonObject BenchmarkDialog::parameters() const
{
    ChatModel answerer = m_models->answerer();
    answerer.adapter = m_adapters->adapter();
    QJsonObject params = answerer.parameters();
    params.insert(QStringLiteral("project"), m_session.projectPath());
    params.insert(QStringLiteral("benchmark"), QStringLiteral("project"));
    if (!m_opened.isEmpty())
        params.insert(QStringLiteral("opened"), m_opened);
    if (m_limit->value() > 0)
        params.insert(QStringLiteral("limit"), m_limit->value());
    if (m_imagining->isChecked())
        m_form->addTo(params);
    else if (const QString images = m_images->currentData().toString(); !images.isEmpty())
        params.insert(QStringLiteral("ablation"), images);
    return params;
}

void BenchmarkDialog::updateState()
{
    const bool imagine = m_imagining->isChecked();
    m_form->setVisible(imagine);
    m_images->setEnabled(!imagine); // changed images cannot be gone on from
    QString problem = m_models->answerer().isNobody() ? tr("Choose who answers.") : QString();
    if (problem.isEmpty() && imagine)
        problem = m_form->problem();
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    for (QPushButton* button : {m_run, m_queue, m_copy})
        button->setEnabled(problem.isEmpty());
}

} // namespace w2v
