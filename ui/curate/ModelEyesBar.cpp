#include "ui/curate/ModelEyesBar.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QSettings>

#include "core/vlm/ModelFamily.h"
#include "ui/session/Units.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr const char* kShipped = "w2v-tiny"; ///< as vlm.view names it
constexpr const char* kModelKey = "curate/eyes";

QString boxText(const QJsonArray& box)
{
    QStringList sides;
    for (const QJsonValue& side : box)
        sides << QString::number(side.toInt());
    return QLatin1Char('[') + sides.join(QStringLiteral(", ")) + QLatin1Char(']');
}

} // namespace

ModelEyesBar::ModelEyesBar(Session& session, QWidget* parent)
    : QFrame(parent), m_session(session), m_model(new QComboBox), m_facts(makeLabel({}, TextStyle::Small))
{
    setProperty("look", "bar");
    m_model->setObjectName(QStringLiteral("eyesModel"));
    m_model->setAccessibleName(tr("Model whose view is shown"));
    m_model->setFocusPolicy(Qt::ClickFocus);
    m_model->addItem(QString::fromLatin1(kShipped), QString::fromLatin1(kShipped));
    for (const ModelFamily& family : modelFamilies())
        m_model->addItem(QString::fromLatin1(family.name), QString::fromLatin1(family.id));
    if (const QString last = QSettings().value(kModelKey).toString(); !last.isEmpty()) {
        if (m_model->findData(last) < 0 && QFileInfo(last).isDir())
            m_model->addItem(QFileInfo(last).fileName(), last);
        m_model->setCurrentIndex(std::max(0, m_model->findData(last)));
    }
    m_model->addItem(tr("Choose a checkpoint…"));
    connect(m_model, &QComboBox::activated, this, [this] {
        if (m_model->currentData().toString().isEmpty())
            chooseFolder();
        QSettings().setValue(kModelKey, m_model->currentData().toString());
        ask();
    });
    m_facts->setObjectName(QStringLiteral("eyesFacts"));
    m_facts->setWordWrap(true);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::kWide, space::kHalf, space::kWide, space::kHalf);
    layout->setSpacing(space::kGap);
    layout->addWidget(makeMuted(tr("As seen by")));
    layout->addWidget(m_model);
    layout->addWidget(m_facts, 1);
    hide();
}

void ModelEyesBar::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of a checkpoint"));
    int index = folder.isEmpty() ? 0 : m_model->findData(folder);
    if (index < 0) {
        index = m_model->count() - 1;
        m_model->insertItem(index, QDir(folder).dirName(), folder);
    }
    m_model->setCurrentIndex(index);
}

void ModelEyesBar::setOn(bool on)
{
    m_on = on;
    setVisible(on);
    ask();
}

void ModelEyesBar::setRecord(const QaRecord* record)
{
    const QString id = record ? QString::fromStdString(record->id) : QString();
    const auto label = record ? record->facts.find("label") : nlohmann::ordered_json::const_iterator();
    m_label = record && label != record->facts.end() && label->is_string() ? QString::fromStdString(label->get<std::string>()) : tr("object");
    m_record = id;
    ask();
}

QJsonObject ModelEyesBar::parameters() const
{
    return {{QStringLiteral("project"), m_session.projectPath()}, {QStringLiteral("record"), m_record}, {QStringLiteral("model"), m_model->currentData().toString()}};
}

QString ModelEyesBar::commandLine() const
{
    return copyAsCommand(QStringLiteral("vlm.view"), parameters());
}

void ModelEyesBar::ask()
{
    if (isAsking())
        m_job->cancel();
    if (!m_on || m_record.isEmpty()) {
        Q_EMIT seen({}, {});
        return;
    }
    m_facts->setText(tr("Asking a worker…"));
    Job* job = m_session.jobs().start(QStringLiteral("vlm.view"), parameters());
    m_job = job;
    connect(job, &Job::finished, this, [this, job](const QJsonObject& result) {
        if (job == m_job && m_on)
            show(result);
    });
    connect(job, &Job::failed, this, [this, job](const JobError& error) {
        if (job != m_job)
            return;
        m_facts->setText(error.message);
        Q_EMIT seen({}, {});
    });
}

void ModelEyesBar::show(const QJsonObject& result)
{
    std::vector<QPixmap> pictures;
    QStringList sizes;
    for (const QJsonValue& value : result.value(QStringLiteral("images")).toArray()) {
        const QJsonObject image = value.toObject();
        const auto number = [&](const char* key) { return image.value(QLatin1String(key)).toInt(); };
        pictures.emplace_back(image.value(QStringLiteral("file")).toString());
        const QString size = tr("%1 × %2 → %3 × %4").arg(number("source_width")).arg(number("source_height")).arg(number("width")).arg(number("height"));
        if (!sizes.contains(size))
            sizes << size;
    }
    const qint64 image = result.value(QStringLiteral("tokens")).toInteger();
    QStringList facts{sizes.join(QStringLiteral(", "))};
    const QString imageTokens = result.value(QStringLiteral("stacked")).toBool() ? tr("%1 image tokens (both pictures stacked)").arg(formatCount(image))
                                                                                : tr("%1 image tokens").arg(formatCount(image));
    if (result.contains(QStringLiteral("text_tokens"))) {
        const qint64 text = result.value(QStringLiteral("text_tokens")).toInteger(), answer = result.value(QStringLiteral("answer_tokens")).toInteger();
        facts << tr("%1 + %2 text = %3 tokens, answer %4").arg(imageTokens, formatCount(text), formatCount(image + text), formatCount(answer));
    } else {
        facts << imageTokens + tr(" (choose a checkpoint to count the text: its tokenizer is needed)");
    }
    std::vector<PictureMark> marks;
    const bool pixels = result.value(QStringLiteral("box_unit")).toString() == QLatin1String("pixels");
    QStringList boxes;
    for (const QJsonValue& value : result.value(QStringLiteral("boxes")).toArray()) {
        const QJsonObject box = value.toObject();
        const QJsonArray at = box.value(QStringLiteral("seen")).toArray();
        const QString text = boxText(box.value(QStringLiteral("box")).toArray());
        const QRectF area(QPointF(at[0].toDouble(), at[1].toDouble()), QPointF(at[2].toDouble(), at[3].toDouble()));
        marks.push_back({box.value(QStringLiteral("picture")).toInt(), {area, m_label, ColorRole::Truth, false, false}});
        boxes << text;
    }
    if (!boxes.isEmpty())
        facts << (pixels ? tr("boxes in pixels: %1") : tr("boxes in thousandths: %1")).arg(boxes.join(QStringLiteral(" ")));
    m_facts->setText(facts.join(QStringLiteral("  ·  ")));
    Q_EMIT seen(pictures, marks);
}

} // namespace w2v
