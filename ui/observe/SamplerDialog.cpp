#include "ui/observe/SamplerDialog.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include "ui/theme/IconSet.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/NumberField.h"

namespace w2v {

SamplerDialog::SamplerDialog(Session& session, PathDraft& draft, QWidget* parent)
    : QDialog(parent), m_session(session), m_draft(draft), m_settings(referenceSettings()), m_source(makeLabel(tr("production settings of the reference"))),
      m_note(makeMuted({})), m_count(new NumberField), m_seed(new NumberField), m_table(new QTableWidget(0, 2))
{
    setObjectName("observe.sampler");
    setWindowTitle(tr("Draw paths at random"));
    resize(760, 480);
    auto* layout = new QVBoxLayout(this);
    auto* form = new QFormLayout;
    auto* source = new QHBoxLayout;
    source->addWidget(m_source, 1);
    auto* choose = new QPushButton(tr("Choose a YAML file…"));
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Settings of the reference's generators"), {}, tr("YAML (*.yaml *.yml)"));
        if (!file.isEmpty())
            openSettings(file);
    });
    source->addWidget(choose);
    form->addRow(tr("Settings"), source);
    m_count->setRange(1, 1000);
    m_count->setValue(9);
    m_count->setObjectName("sampler.count");
    m_count->setAccessibleName(tr("How many"));
    form->addRow(tr("How many"), m_count);
    m_seed->setRange(0, 2147483647);
    m_seed->setValue(42);
    m_seed->setObjectName("sampler.seed");
    m_seed->setAccessibleName(tr("Seed"));
    form->addRow(tr("Seed"), m_seed);
    layout->addLayout(form);
    m_table->setProperty("look", "plain");
    m_table->setAccessibleName(tr("Drawn paths"));
    m_table->setHorizontalHeaderLabels({tr("Name"), tr("Path")});
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->resizeSection(0, 240);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    layout->addWidget(m_table, 1);
    m_note->setWordWrap(true);
    layout->addWidget(m_note);
    auto* buttons = new QHBoxLayout;
    auto* take = new QPushButton(tr("Use the selected one"));
    auto* add = new QPushButton(tr("Add all as paths"));
    add->setObjectName("sampler.addAll");
    add->setProperty("primary", true);
    buttons->addStretch(1);
    buttons->addWidget(take);
    buttons->addWidget(add);
    layout->addLayout(buttons);
    connect(take, &QPushButton::clicked, this, &SamplerDialog::takeSelected);
    connect(m_table, &QTableWidget::cellDoubleClicked, this, &SamplerDialog::takeSelected);
    connect(add, &QPushButton::clicked, this, &SamplerDialog::addAll);
    connect(m_count, &NumberField::valueChanged, this, &SamplerDialog::draw);
    connect(m_seed, &NumberField::valueChanged, this, &SamplerDialog::draw);
    draw();
}

void SamplerDialog::openSettings(const QString& file)
{
    try {
        m_settings = loadSamplerSettings(file.toStdString());
        m_source->setText(QFileInfo(file).fileName());
        if (m_settings.seed >= 0)
            m_seed->setValue(double(m_settings.seed));
        draw();
    } catch (const std::exception& error) {
        m_note->setText(QString::fromUtf8(error.what()));
    }
}

void SamplerDialog::draw()
{
    try {
        Rng rng(std::uint64_t(m_seed->value()));
        m_drawn = sampleTrajectories(m_settings, int(m_count->value()), rng);
        m_note->setText(tr("The same settings and seed give the same paths on every machine."));
    } catch (const std::exception& error) {
        m_drawn.clear();
        m_note->setText(QString::fromUtf8(error.what()));
    }
    m_table->setRowCount(int(m_drawn.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const SampledTrajectory& one = m_drawn[std::size_t(row)];
        const QString texts[] = {QString::fromStdString(one.id), QString::fromStdString(actionText(one.actions))};
        for (int column = 0; column < 2; ++column) {
            auto* item = new QTableWidgetItem(texts[column]);
            item->setToolTip(texts[column]); // long ones are shortened
            m_table->setItem(row, column, item);
        }
    }
    if (m_table->rowCount() > 0)
        m_table->selectRow(0);
}

void SamplerDialog::addAll()
{
    if (!m_draft.isOpen() || m_drawn.empty())
        return;
    const StoredTrajectory& pattern = m_draft.stored();
    const QString title = tr("draw %n path(s)", nullptr, int(m_drawn.size()));
    const bool done = m_session.edit([&](Project& project) {
        project.group(title.toStdString(), [&] {
            for (const SampledTrajectory& one : m_drawn) {
                StoredTrajectory stored;
                stored.observation = pattern.observation;
                stored.frame = pattern.frame;
                stored.worldFromStart = pattern.worldFromStart;
                stored.name = one.id;
                stored.actionsText = actionText(one.actions);
                project.saveTrajectory(stored, title.toStdString());
            }
        });
    });
    if (done)
        m_note->setText(tr("Added; the list of paths over the strip holds them now."));
}

void SamplerDialog::takeSelected()
{
    const int row = m_table->currentRow();
    if (row >= 0 && row < int(m_drawn.size()))
        m_draft.setActions(m_drawn[std::size_t(row)].actions, tr("draw at random"));
}

} // namespace w2v
