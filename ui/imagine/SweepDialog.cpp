#include "ui/imagine/SweepDialog.h"

#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/widgets/Labels.h"

namespace w2v {

SweepDialog::SweepDialog(Session& session, const QJsonObject& imagine, QWidget* parent)
    : QDialog(parent), m_session(session), m_imagine(imagine), m_option(new QComboBox), m_values(new QLineEdit),
      m_start(new QPushButton(tr("Make the sheet"))), m_save(new QPushButton(tr("Save as PNG…"))), m_state(makeMuted({}, TextStyle::Body)), m_sheet(new QLabel)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Contact sheet"));
    resize(1000, 640);
    m_option->setObjectName("sweep.option");
    m_option->addItem(tr("Seed"), "seed");
    if (m_imagine.value("world_model").toString() == "svc") {
        m_option->addItem(tr("Steps"), "steps");
        m_option->addItem(tr("Guidance"), "guidance");
    }
    m_option->addItem(tr("Size"), "size");
    m_option->addItem(tr("Field of view"), "fov");
    m_values->setObjectName("sweep.values");
    m_values->setText("1 2 3 4");
    m_values->setToolTip(tr("Two or more values with blanks between them; sizes as 256x256"));
    m_start->setObjectName("sweep.start");
    m_start->setDefault(true);
    m_save->setObjectName("sweep.save");
    m_save->setEnabled(false);
    m_sheet->setObjectName("sweep.sheet");
    m_sheet->setAlignment(Qt::AlignCenter);
    m_sheet->setText(tr("Each value gets a row of views along the path."));
    auto* copy = new QPushButton(tr("Copy as command"));
    auto* top = new QHBoxLayout;
    top->setSpacing(space::kGap);
    top->addWidget(makeMuted(tr("Vary"), TextStyle::Body));
    top->addWidget(m_option);
    top->addWidget(m_values, 1);
    top->addWidget(m_start);
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setWidget(m_sheet);
    auto* bottom = new QHBoxLayout;
    bottom->setSpacing(space::kGap);
    bottom->addWidget(m_state, 1);
    bottom->addWidget(copy);
    bottom->addWidget(m_save);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(area, 1);
    layout->addLayout(bottom);
    connect(m_option, &QComboBox::activated, this, [this] {
        static const QHash<QString, QString> kUsual{{"seed", "1 2 3 4"}, {"steps", "10 30 50"}, {"guidance", "2 4 6"}, {"size", "128x128 256x256"}, {"fov", "50 60 75"}};
        m_values->setText(kUsual.value(m_option->currentData().toString()));
    });
    connect(m_start, &QPushButton::clicked, this, &SweepDialog::start);
    connect(m_save, &QPushButton::clicked, this, &SweepDialog::save);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(copyAsCommand("imagine.sweep", params("sweep"))); });
}

QJsonObject SweepDialog::params(const QString& folder) const
{
    QJsonObject params = m_imagine;
    params["out"] = folder;
    params["vary"] = m_option->currentData().toString();
    QJsonArray values;
    for (const QString& value : m_values->text().split(QRegularExpression("[\\s,;]+"), Qt::SkipEmptyParts))
        values.append(value);
    params["values"] = values;
    return params;
}

void SweepDialog::start()
{
    const QString folder = m_folder.filePath(QString::number(++m_runs));
    Job* job = m_session.jobs().start("imagine.sweep", params(folder));
    m_start->setEnabled(false);
    m_state->setText(tr("Imagining…"));
    connect(job, &Job::event, this, [this](const QJsonObject& event) {
        if (event.value("event").toString() != "row")
            return;
        m_state->setText(tr("%1 of %2: %3").arg(event.value("done").toInt()).arg(event.value("count").toInt()).arg(event.value("name").toString()));
        showSheet(event.value("sheet").toString());
    });
    connect(job, &Job::failed, this, [this](const JobError& error) { m_state->setText(error.message); });
    connect(job, &Job::ended, this, [this, job] {
        m_start->setEnabled(true);
        if (job->state() == Job::State::Finished)
            m_state->setText(tr("The variants are rollouts of the project."));
    });
}

void SweepDialog::showSheet(const QString& file)
{
    const QPixmap sheet(file);
    if (sheet.isNull())
        return;
    m_file = file;
    m_sheet->setPixmap(sheet);
    m_save->setEnabled(true);
}

void SweepDialog::save()
{
    const QString to = QFileDialog::getSaveFileName(this, tr("Save the contact sheet"), "sheet.png", tr("PNG pictures (*.png)"));
    if (to.isEmpty())
        return;
    QFile::remove(to);
    if (!QFile::copy(m_file, to))
        m_state->setText(tr("%1 cannot be written.").arg(to));
}

} // namespace w2v
