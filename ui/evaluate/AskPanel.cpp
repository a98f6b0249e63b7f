#include "ui/evaluate/AskPanel.h"

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QJsonArray>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "core/runs/RunFolder.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Notice.h"

namespace w2v {
namespace {

constexpr int kFolderItem = 1;            ///< user data of "Choose a folder…"
constexpr int kReplyHeight = 120;

} // namespace

AskPanel::AskPanel(Session& session, QAction* measure, QAction* ask, QWidget* parent) : QWidget(parent), m_session(session)
{
    m_models = new QComboBox;
    m_models->setObjectName(QStringLiteral("askModel"));
    m_models->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(m_models, &QComboBox::activated, this, [this](int index) {
        if (m_models->itemData(index, Qt::UserRole + 1).toInt() == kFolderItem)
            chooseFolder();
        Q_EMIT modelChanged();
    });
    const auto button = [](QAction* action) {
        auto* made = new QPushButton(action->text());
        made->setToolTip(action->toolTip());
        made->setEnabled(action->isEnabled());
        connect(made, &QPushButton::clicked, action, &QAction::trigger);
        connect(action, &QAction::changed, made, [action, made] {
            made->setEnabled(action->isEnabled());
            made->setText(action->text());
        });
        return made;
    };
    m_question = new QPlainTextEdit;
    m_question->setObjectName(QStringLiteral("askQuestion"));
    m_question->setPlaceholderText(tr("Ask about the pictures on the stage"));
    m_question->setTabChangesFocus(true);
    m_question->setMaximumHeight(kReplyHeight);
    m_reply = new QPlainTextEdit;
    m_reply->setObjectName(QStringLiteral("askReply"));
    m_reply->setProperty("look", "mono");
    m_reply->setReadOnly(true);
    m_reply->setPlaceholderText(tr("The reply appears here, token by token."));
    m_pictures = makeMuted({}, TextStyle::Small);
    m_speed = makeMuted({}, TextStyle::Small);
    m_notice = new Notice;
    m_notice->hide();
    m_askButton = button(ask);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    layout->setSpacing(space::kGap);
    layout->addWidget(makeGroupTitle(tr("Model")));
    layout->addWidget(m_models);
    layout->addWidget(button(measure));
    layout->addSpacing(space::kGap);
    layout->addWidget(makeGroupTitle(tr("Ask it")));
    layout->addWidget(m_question);
    layout->addWidget(m_pictures);
    layout->addWidget(m_askButton);
    layout->addWidget(m_reply, 1);
    layout->addWidget(m_speed);
    layout->addWidget(m_notice);
    refreshModels();
}

void AskPanel::refreshModels()
{
    const QSignalBlocker block(m_models);
    const QString before = model();
    m_models->clear();
    if (Project* project = m_session.project()) {
        const auto runs = listRuns(project->runsFolder());
        for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
            const QString title = QString::fromStdString(run->id);
            const auto checkpoints = RunFolder::open(run->path).checkpoints();
            for (auto c = checkpoints.rbegin(); c != checkpoints.rend(); ++c)
                m_models->addItem(tr("%1, step %2").arg(title).arg(c->first), QString::fromStdString(c->second.string()));
            if (std::error_code error; std::filesystem::exists(run->path / "base" / "config.json", error))
                m_models->addItem(tr("%1, untrained").arg(title), QString::fromStdString((run->path / "base").string()));
        }
    }
    if (!before.isEmpty() && m_models->findData(before) < 0)
        m_models->addItem(QFileInfo(before).fileName(), before);
    m_models->addItem(tr("Choose a folder…"));
    m_models->setItemData(m_models->count() - 1, kFolderItem, Qt::UserRole + 1);
    m_models->setCurrentIndex(std::max(0, m_models->findData(before)));
}

QString AskPanel::model() const
{
    return m_models->currentData().toString();
}

void AskPanel::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of a model"));
    if (folder.isEmpty())
        return;
    m_models->insertItem(0, QFileInfo(folder).fileName(), folder);
    m_models->setCurrentIndex(0);
}

void AskPanel::setRecord(const QaRecord& record)
{
    m_record = record;
    m_pictures->setText(tr("with the %n pictures on the stage", nullptr, static_cast<int>(record.images.size())));
    if (m_question->toPlainText() == m_proposed) {
        m_proposed = QString::fromStdString(record.question);
        m_question->setPlainText(m_proposed);
    }
}

QStringList AskPanel::pictureFiles()
{
    QStringList files;
    for (std::size_t i = 0; i < m_record.images.size(); ++i) {
        const QImage image = m_session.images().requestImage(QString::fromStdString(m_record.images[i]));
        const QString file = m_files.filePath(QStringLiteral("%1.png").arg(i));
        if (!image.isNull() && image.save(file))
            files += file;
    }
    return files;
}

void AskPanel::ask()
{
    if (m_job && m_job->active()) {
        m_job->cancel();
        return;
    }
    const QStringList files = pictureFiles();
    if (model().isEmpty() || files.size() != static_cast<qsizetype>(m_record.images.size())) {
        m_notice->show(ColorRole::Imagined, QStringLiteral("info"), model().isEmpty() ? tr("Choose a model first.") : tr("The pictures are still being loaded. Try again."));
        return;
    }
    m_notice->hide();
    m_reply->clear();
    m_speed->clear();
    m_job = m_session.jobs().start(QStringLiteral("vlm.answer"), {{QStringLiteral("model"), model()},
                                                                  {QStringLiteral("images"), QJsonArray::fromStringList(files)},
                                                                  {QStringLiteral("prompt"), m_question->toPlainText()}});
    connect(m_job, &Job::event, this, [this](const QJsonObject& event) {
        if (event.value(QStringLiteral("event")).toString() != QLatin1String("text"))
            return;
        m_reply->moveCursor(QTextCursor::End);
        m_reply->insertPlainText(event.value(QStringLiteral("text")).toString());
    });
    connect(m_job, &Job::finished, this, [this](const QJsonObject& result) {
        const QString text = result.value(QStringLiteral("text")).toString();
        if (!text.isEmpty())
            m_reply->setPlainText(text);
        const double tokens = result.value(QStringLiteral("new_tokens")).toDouble(), seconds = result.value(QStringLiteral("seconds")).toDouble();
        if (tokens > 0 && seconds > 0)
            m_speed->setText(tr("%1 tokens, %2 tok/s").arg(tokens, 0, 'f', 0).arg(tokens / seconds, 0, 'f', 1));
    });
    connect(m_job, &Job::failed, this, [this](const JobError& error) { m_notice->show(ColorRole::Contradicts, QStringLiteral("error"), error.message); });
}

} // namespace w2v
