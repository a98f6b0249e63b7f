#include "ui/observe/calibrate/CalibrationPage.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QJsonDocument>

#include "ui/observe/calibrate/CalibrationCanvas.h"
#include "ui/observe/calibrate/CalibrationPanel.h"
#include "ui/session/ImageConversion.h"
#include "ui/widgets/NumberField.h"

namespace w2v {

CalibrationPage::CalibrationPage(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_draft(new CalibrationDraft(this)), m_canvas(new CalibrationCanvas(*m_draft)),
      m_panel(new CalibrationPanel(*m_draft))
{
    m_pool.setMaxThreadCount(1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_canvas, 1);
    layout->addWidget(m_panel);
    setFocusProxy(m_canvas);
    connect(m_canvas, &CalibrationCanvas::leaveRequested, this, &CalibrationPage::closeRequested);
    connect(m_panel, &CalibrationPanel::closeRequested, this, &CalibrationPage::closeRequested);
    connect(m_panel, &CalibrationPanel::applyRequested, this, [this] { run(params(), tr("Applied. Ctrl+Z takes it back.")); });
    connect(m_panel, &CalibrationPanel::removeRequested, this, [this] {
        run({{"observation", m_id}, {"project", m_session.projectPath()}, {"clear", true}}, tr("The calibration was removed. Ctrl+Z brings it back."));
    });
    connect(m_panel, &CalibrationPanel::depthModelRequested, this, [this](const QString& meaning, const QString& size) {
        const QString file = QFileDialog::getOpenFileName(this, tr("Depth model"), {}, tr("ONNX models (*.onnx);;All files (*)"));
        if (!file.isEmpty())
            runDepthModel(file, meaning, size);
    });
    connect(m_canvas, &CalibrationCanvas::lengthDrawn, this, [this] {
        m_panel->meters().setFocus();
        m_panel->meters().selectAll();
    });
    connect(&session, &Session::projectChanged, this, &CalibrationPage::followProject);
}

CalibrationPage::~CalibrationPage()
{
    m_pool.clear();
    m_pool.waitForDone();
}

bool CalibrationPage::canCalibrate(const StoredObservation& observation)
{
    return observation.kind == observationKindName(ObservationKind::Photograph) || observation.kind == observationKindName(ObservationKind::RgbdFrame);
}

void CalibrationPage::open(const StoredObservation& observation)
{
    const quint64 ticket = ++m_ticket;
    m_id = QString::fromStdString(observation.id);
    m_opened = observation.calibration;
    m_draft->close();
    m_canvas->setPixmap({});
    m_loading = true;
    m_pool.clear();
    m_pool.start([this, ticket, path = observation.path, calibration = observation.calibration] {
        std::shared_ptr<const PictureSource> source;
        QImage image;
        QString why;
        try {
            source = std::make_shared<PictureSource>(readPicture(path, calibration.depthFile));
            image = toQImage(source->color);
        } catch (const std::exception& error) {
            why = QString::fromUtf8(error.what());
        }
        QMetaObject::invokeMethod(this, [this, ticket, source, image, why, calibration] {
            if (ticket != m_ticket)
                return;
            m_loading = false;
            m_canvas->setPlaceholder(why);
            m_canvas->setPixmap(QPixmap::fromImage(image));
            if (source)
                m_draft->open(source, calibration);
        });
    });
}

void CalibrationPage::close()
{
    ++m_ticket;
    m_loading = false;
    m_id.clear();
    m_draft->close();
}

void CalibrationPage::followProject()
{
    Project* project = m_session.project();
    if (m_id.isEmpty() || !project)
        return;
    try {
        const auto stored = project->observation(m_id.toStdString());
        if (!stored)
            Q_EMIT closeRequested();
        else if (!(stored->calibration == m_opened))
            open(*stored);
    } catch (const std::exception& error) {
        m_session.report("project", error);
    }
}

QJsonObject CalibrationPage::params() const
{
    const std::string text = calibrationToJson(m_draft->marks()).dump();
    QJsonObject all = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    all["observation"] = m_id;
    all["project"] = m_session.projectPath();
    return all;
}

QString CalibrationPage::commandLine() const
{
    return m_draft->isOpen() ? copyAsCommand("observe.calibrate", params()) : QString();
}

void CalibrationPage::runDepthModel(const QString& file, const QString& meaning, const QString& size)
{
    QJsonObject all = params();
    for (const char* key : {"depth", "depth_metric", "floor"}) // measured on the depth that is replaced
        all.remove(key);
    all["depth_model"] = file;
    all["depth_meaning"] = meaning;
    all["depth_size"] = size;
    all.remove("room");
    all.remove("vanishing");
    run(all, tr("The picture has depth now. A known length makes it metres."));
}

void CalibrationPage::run(const QJsonObject& params, const QString& done)
{
    if (m_id.isEmpty() || isBusy())
        return;
    m_job = m_session.jobs().start("observe.calibrate", params);
    m_panel->setBusy(true);
    connect(m_job, &Job::finished, this, [this, done] { m_panel->showStatus(done); });
    connect(m_job, &Job::failed, this, [this](const JobError& error) { m_panel->showStatus(error.message); });
    connect(m_job, &Job::ended, this, [this] { m_panel->setBusy(false); });
}

} // namespace w2v
