#include "ui/chat/SamplingForm.h"

#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QSpinBox>

#include <limits>

#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/NumberField.h"

namespace w2v {
namespace {

constexpr int kSystemHeight = 52;

} // namespace

SamplingForm::SamplingForm(QWidget* parent) : QWidget(parent)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::kGap);
    grid->setVerticalSpacing(space::kHalf);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    const auto add = [&](int row, int column, const QString& name, QWidget* field, const QString& objectName, const QString& why) {
        auto* label = makeMuted(name, TextStyle::Small);
        label->setBuddy(field);
        label->setToolTip(why);
        field->setToolTip(why);
        field->setObjectName(objectName);
        field->setAccessibleName(name);
        grid->addWidget(label, row, column);
        grid->addWidget(field, row, column + 1);
    };
    const auto number = [this](double low, double high, double step, const QString& special = {}) {
        auto* field = new NumberField;
        field->setRange(low, high);
        field->setDecimals(2);
        field->setSingleStep(step);
        field->setSpecialValueText(special);
        connect(field, &QDoubleSpinBox::valueChanged, this, &SamplingForm::changed);
        return field;
    };
    const auto whole = [this](int low, int high, const QString& special = {}) {
        auto* field = new QSpinBox;
        field->setRange(low, high);
        field->setSpecialValueText(special);
        connect(field, &QSpinBox::valueChanged, this, &SamplingForm::changed);
        return field;
    };
    m_temperature = number(0, 2, 0.1);
    m_topP = number(0.01, 1, 0.05);
    m_topK = whole(0, 1000, tr("all"));
    m_penalty = number(0, 2, 0.05, tr("model's"));
    m_maxTokens = whole(1, 8192);
    m_seed = whole(0, std::numeric_limits<int>::max());
    m_system = new QPlainTextEdit;
    m_system->setFixedHeight(kSystemHeight);
    m_system->setTabChangesFocus(true);
    m_system->setPlaceholderText(tr("The model's own"));
    connect(m_system, &QPlainTextEdit::textChanged, this, &SamplingForm::changed);
    add(0, 0, tr("Temperature"), m_temperature, QStringLiteral("chatTemperature"), tr("0 always takes the likeliest token; higher values vary more"));
    add(0, 2, tr("Seed"), m_seed, QStringLiteral("chatSeed"), tr("The same seed gives the same answer; a new answer takes the next one"));
    add(1, 0, tr("Top-p"), m_topP, QStringLiteral("chatTopP"), tr("Draws from the likeliest tokens that together have this probability"));
    add(1, 2, tr("Top-k"), m_topK, QStringLiteral("chatTopK"), tr("Draws from this many of the likeliest tokens"));
    add(2, 0, tr("Repetition"), m_penalty, QStringLiteral("chatPenalty"), tr("Above 1 makes what was already said less likely"));
    add(2, 2, tr("Most tokens"), m_maxTokens, QStringLiteral("chatMaxTokens"), tr("The longest answer, in tokens"));
    auto* systemLabel = makeMuted(tr("System turn"), TextStyle::Small);
    systemLabel->setBuddy(m_system);
    m_system->setObjectName(QStringLiteral("chatSystem"));
    m_system->setAccessibleName(tr("System turn"));
    m_system->setToolTip(tr("What the model is told before the first question"));
    grid->addWidget(systemLabel, 3, 0, Qt::AlignTop);
    grid->addWidget(m_system, 3, 1, 1, 3);
    setSampling({});
}

Sampling SamplingForm::sampling() const
{
    Sampling s;
    s.temperature = m_temperature->value();
    s.topP = m_topP->value();
    s.topK = m_topK->value();
    s.repetitionPenalty = m_penalty->value();
    s.maxTokens = m_maxTokens->value();
    s.seed = m_seed->value();
    s.system = m_system->toPlainText();
    return s;
}

void SamplingForm::setSampling(const Sampling& s)
{
    {
        const QSignalBlocker block(this);
        m_temperature->setValue(s.temperature);
        m_topP->setValue(s.topP);
        m_topK->setValue(s.topK);
        m_penalty->setValue(s.repetitionPenalty);
        m_maxTokens->setValue(s.maxTokens);
        m_seed->setValue(s.seed);
        if (m_system->toPlainText() != s.system)
            m_system->setPlainText(s.system);
    }
    Q_EMIT changed();
}

QString SamplingForm::summary() const
{
    const Sampling s = sampling();
    if (s.temperature <= 0)
        return tr("greedy");
    QString text = tr("temperature %1").arg(s.temperature, 0, 'g', 3);
    if (s.topP < 1)
        text += tr(", top-p %1").arg(s.topP, 0, 'g', 3);
    if (s.topK > 0)
        text += tr(", top-k %1").arg(s.topK);
    return text;
}

} // namespace w2v
