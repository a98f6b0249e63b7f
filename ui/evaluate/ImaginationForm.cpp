#include "ui/evaluate/ImaginationForm.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

#include "core/motion/Action.h"
#include "ui/imagine/OutsideModelForm.h"
#include "ui/imagine/SvcOptionsForm.h"
#include "ui/session/WorldModelParams.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/NumberField.h"

namespace w2v {
namespace {

constexpr int kUsualDepth = 3, kUsualBeam = 2, kUsualViews = 2; ///< depth and beam of the paper
const char* const kUsualMoves = "move forward 0.5 meters; turn left 30 degrees; turn right 30 degrees";
const char* const kSettings = "evaluate/imagine/";

QSpinBox* spin(const char* name, int low, int high, const QString& tip)
{
    auto* box = new QSpinBox;
    box->setObjectName(QLatin1String(name));
    box->setRange(low, high);
    box->setToolTip(tip);
    return box;
}

} // namespace

ImaginationForm::ImaginationForm(QWidget* parent)
    : QWidget(parent), m_depth(spin("imagineDepth", 1, 16, tr("Moves one after the other"))), m_beam(spin("imagineBeam", 1, 64, tr("Views of a step that are gone on from"))),
      m_views(spin("imagineViews", 0, 64, tr("The most helpful views, shown with the question"))), m_seed(spin("imagineSeed", 0, 999'999'999, tr("The same seed imagines the same views"))),
      m_minHelp(new NumberField), m_moves(new QLineEdit), m_score(new QComboBox), m_model(new QComboBox), m_svc(new SvcOptionsForm), m_outside(new OutsideModelForm),
      m_cost(makeMuted({}))
{
    m_minHelp->setObjectName(QStringLiteral("imagineMinHelp"));
    m_minHelp->setRange(0, 1);
    m_minHelp->setDecimals(2);
    m_minHelp->setSingleStep(0.05);
    m_minHelp->setToolTip(tr("Only views that help at least this much are shown"));
    m_moves->setObjectName(QStringLiteral("imagineMoves"));
    m_moves->setToolTip(tr("What is tried from every view, with semicolons between"));
    m_score->setObjectName(QStringLiteral("imagineScore"));
    m_score->addItem(tr("as fits who answers"), QString());
    m_score->addItem(tr("probability of yes"), QStringLiteral("likelihood"));
    m_score->addItem(tr("a number from 0 to 9"), QStringLiteral("number"));
    m_score->setToolTip(tr("How a model says how much a view helps; servers can only say a number"));
    m_model->setObjectName(QStringLiteral("imagineModel"));
    m_model->addItem(tr("geometric"), QStringLiteral("geometric"));
    m_model->addItem(tr("exact render (mesh)"), QStringLiteral("mesh"));
    m_model->addItem(QStringLiteral("Stable Virtual Camera"), QStringLiteral("svc"));
    m_model->addItem(tr("a program (process)"), QStringLiteral("process"));
    m_model->addItem(tr("an exported model (TorchScript)"), QStringLiteral("torchscript"));
    m_model->setToolTip(tr("Exact renders only of generated rooms and meshes"));
    const auto row = [](std::initializer_list<std::pair<QString, QWidget*>> fields) {
        auto* made = new QHBoxLayout;
        made->setSpacing(space::kGap);
        for (const auto& [text, field] : fields) {
            if (!text.isEmpty())
                made->addWidget(makeMuted(text, TextStyle::Body));
            made->addWidget(field);
        }
        made->addStretch();
        return made;
    };
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(space::kWide);
    form->setVerticalSpacing(space::kGap);
    form->addRow(makeMuted(tr("World model"), TextStyle::Body), m_model);
    form->addRow(m_svc);
    form->addRow(m_outside);
    form->addRow(makeMuted(tr("Depth"), TextStyle::Body), row({{QString(), m_depth}, {tr("beam"), m_beam}, {tr("views shown"), m_views}}));
    form->addRow(makeMuted(tr("Moves"), TextStyle::Body), m_moves);
    form->addRow(makeMuted(tr("Scored by"), TextStyle::Body), row({{QString(), m_score}, {tr("at least"), m_minHelp}, {tr("seed"), m_seed}}));
    m_cost->setObjectName(QStringLiteral("imagineCost"));
    m_cost->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(form);
    layout->addWidget(m_cost);
    restore();
    for (QSpinBox* box : {m_depth, m_beam, m_views, m_seed})
        connect(box, &QSpinBox::valueChanged, this, &ImaginationForm::store);
    connect(m_minHelp, &QDoubleSpinBox::valueChanged, this, &ImaginationForm::store);
    connect(m_moves, &QLineEdit::textChanged, this, &ImaginationForm::store);
    connect(m_score, &QComboBox::activated, this, &ImaginationForm::store);
    connect(m_model, &QComboBox::activated, this, &ImaginationForm::store);
    connect(m_svc, &SvcOptionsForm::changed, this, &ImaginationForm::store);
    connect(m_outside, &OutsideModelForm::changed, this, &ImaginationForm::store);
    store();
}

void ImaginationForm::restore()
{
    const QSettings settings;
    const auto value = [&](const char* key, const QVariant& usual) { return settings.value(QLatin1String(kSettings) + QLatin1String(key), usual); };
    m_depth->setValue(value("depth", kUsualDepth).toInt());
    m_beam->setValue(value("beam", kUsualBeam).toInt());
    m_views->setValue(value("views", kUsualViews).toInt());
    m_seed->setValue(value("seed", 1).toInt());
    m_minHelp->setValue(value("min_help", 0.0).toDouble());
    m_moves->setText(value("moves", QLatin1String(kUsualMoves)).toString());
    m_score->setCurrentIndex(std::max(0, m_score->findData(value("score", QString()))));
    m_model->setCurrentIndex(std::max(0, m_model->findData(value("model", QStringLiteral("geometric")))));
    const ImagineOptions shared = ImagineOptions::load(); // programs and weights are those of Imagine
    m_svc->set(shared);
    m_outside->set(shared);
}

void ImaginationForm::store()
{
    QSettings settings;
    const auto keep = [&](const char* key, const QVariant& value) { settings.setValue(QLatin1String(kSettings) + QLatin1String(key), value); };
    keep("depth", m_depth->value());
    keep("beam", m_beam->value());
    keep("views", m_views->value());
    keep("seed", m_seed->value());
    keep("min_help", m_minHelp->value());
    keep("moves", m_moves->text());
    keep("score", m_score->currentData());
    keep("model", m_model->currentData());
    ImagineOptions shared = ImagineOptions::load();
    m_svc->read(shared);
    m_outside->read(shared);
    shared.save();
    m_svc->setVisible(m_model->currentData() == QLatin1String("svc"));
    m_outside->showFor(m_model->currentData().toString());
    if (const int each = moves()) {
        const int later = m_beam->value() * each, views = each + (m_depth->value() - 1) * later;
        const int scores = 2 * views - (m_depth->value() > 1 ? later : each); // nothing is gone on from the last ones
        m_cost->setText(tr("A question: at most %1 imagined views, %2 scores and the answer.").arg(views).arg(scores));
    } else {
        m_cost->setText(tr("The moves cannot be read. Write for example: %1").arg(QLatin1String(kUsualMoves)));
    }
    Q_EMIT changed();
}

int ImaginationForm::moves() const
{
    try {
        return static_cast<int>(parseActions(m_moves->text().toStdString()).size());
    } catch (const std::exception&) {
        return 0;
    }
}

QString ImaginationForm::problem() const
{
    if (!moves())
        return m_cost->text();
    QJsonObject params;
    addTo(params);
    const QString model = m_model->currentData().toString();
    if (model == QLatin1String("svc") && params.value(QStringLiteral("svc_weights")).toString().isEmpty())
        return tr("Choose the folder with the weights of Stable Virtual Camera.");
    if (model == QLatin1String("process") && params.value(QStringLiteral("process_command")).toString().isEmpty())
        return tr("Give the command that starts the program.");
    if (model == QLatin1String("torchscript") && !params.value(QStringLiteral("torchscript_trusted")).toBool())
        return tr("Choose the exported model and say that you trust it.");
    return {};
}

void ImaginationForm::addTo(QJsonObject& params) const
{
    const QString model = m_model->currentData().toString();
    QJsonObject imagine{{QStringLiteral("depth"), m_depth->value()}, {QStringLiteral("beam"), m_beam->value()}, {QStringLiteral("world_model"), model}};
    if (m_views->value() != kUsualViews)
        imagine.insert(QStringLiteral("views"), m_views->value());
    if (m_seed->value() != 1)
        imagine.insert(QStringLiteral("seed"), m_seed->value());
    if (m_minHelp->value() > 0)
        imagine.insert(QStringLiteral("min_help"), m_minHelp->value());
    if (m_moves->text().trimmed() != QLatin1String(kUsualMoves))
        imagine.insert(QStringLiteral("moves"), m_moves->text().trimmed());
    if (!m_score->currentData().toString().isEmpty())
        imagine.insert(QStringLiteral("score"), m_score->currentData().toString());
    params.insert(QStringLiteral("imagine"), imagine);
    ImagineOptions options = ImagineOptions::load();
    options.worldModel = model;
    addWorldModelParams(params, options);
}

} // namespace w2v
