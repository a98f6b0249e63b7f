#include "ui/chat/ServerDialog.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QThreadPool>

#include "core/answerers/server/ServerKey.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kFieldWidth = 320;

} // namespace

ServerDialog::ServerDialog(Session& session, const QString& server, const QString& serverModel, QWidget* parent)
    : QDialog(parent), m_session(session), m_server(new QLineEdit(server)), m_key(new QLineEdit), m_model(new QComboBox),
      m_list(new QPushButton(tr("List its models"))), m_keep(new QPushButton(tr("Keep in the keychain"))), m_forget(new QPushButton(tr("Forget"))),
      m_status(makeMuted({}))
{
    setObjectName(QStringLiteral("serverDialog"));
    setWindowTitle(tr("A model of a server"));
    m_server->setObjectName(QStringLiteral("serverAddress"));
    m_server->setPlaceholderText(QStringLiteral("http://localhost:8000"));
    m_server->setMinimumWidth(kFieldWidth);
    m_model->setObjectName(QStringLiteral("serverModel"));
    m_model->setEditable(true);
    m_model->setEditText(serverModel);
    m_model->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_list->setObjectName(QStringLiteral("serverList"));
    m_key->setObjectName(QStringLiteral("serverKey"));
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setPlaceholderText(tr("only if the server wants one"));
    m_keep->setObjectName(QStringLiteral("serverKeepKey"));
    m_forget->setObjectName(QStringLiteral("serverForgetKey"));
    m_forget->setToolTip(tr("Takes the key of this address out of the keychain"));
    m_status->setObjectName(QStringLiteral("serverStatus"));
    m_status->setWordWrap(true);
    m_status->setText(tr("Any server of the chat completions interface: vLLM, llama.cpp, a hosted one. Its key is kept in the system's keychain, never in a file; "
                         "the variable W2V_API_KEY comes first."));
    const auto beside = [](QWidget* wide, std::initializer_list<QWidget*> others) {
        auto* row = new QHBoxLayout;
        row->addWidget(wide, 1);
        for (QWidget* other : others)
            row->addWidget(other);
        return row;
    };
    auto* form = new QFormLayout;
    form->addRow(tr("Address"), m_server);
    form->addRow(tr("Model"), beside(m_model, {m_list}));
    form->addRow(tr("Key"), beside(m_key, {m_keep, m_forget}));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_use = buttons->addButton(tr("Use it"), QDialogButtonBox::AcceptRole);
    m_use->setObjectName(QStringLiteral("serverUse"));
    m_use->setProperty("primary", true);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_status);
    layout->addStretch();
    layout->addWidget(buttons);
    for (QPushButton* button : {m_list, m_keep, m_forget})
        button->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QPushButton::clicked, this, &ServerDialog::listModels);
    connect(m_keep, &QPushButton::clicked, this, [this] { keepKey(false); });
    connect(m_forget, &QPushButton::clicked, this, [this] { keepKey(true); });
    connect(m_server, &QLineEdit::textChanged, this, &ServerDialog::updateState);
    connect(m_key, &QLineEdit::textChanged, this, &ServerDialog::updateState);
    connect(m_model, &QComboBox::editTextChanged, this, &ServerDialog::updateState);
    updateState();
}

ServerDialog::~ServerDialog()
{
    if (m_job && m_job->active())
        m_job->cancel();
}

QString ServerDialog::server() const
{
    QString address = m_server->text().trimmed();
    while (address.endsWith(QLatin1Char('/')))
        address.chop(1);
    return address;
}

QString ServerDialog::serverModel() const
{
    return m_model->currentText().trimmed();
}

void ServerDialog::updateState()
{
    const QString address = server();
    const bool given = (address.startsWith(QLatin1String("http://")) || address.startsWith(QLatin1String("https://"))) && !address.contains(QLatin1Char(' '));
    m_list->setEnabled(given);
    m_keep->setEnabled(given && !m_key->text().isEmpty());
    m_forget->setEnabled(given);
    m_use->setEnabled(given && !serverModel().isEmpty());
}

void ServerDialog::say(const QString& text, bool wrong)
{
    m_status->setText(wrong ? tr("✕ %1").arg(text) : text);
}

void ServerDialog::listModels()
{
    if (m_job && m_job->active())
        return;
    say(tr("Asking the server…"), false);
    m_job = m_session.jobs().start(QStringLiteral("server.models"), {{QStringLiteral("server"), server()}});
    connect(m_job, &Job::finished, this, [this](const QJsonObject& result) {
        const QString typed = serverModel();
        m_model->clear();
        for (const QJsonValue& name : result.value(QStringLiteral("models")).toArray())
            m_model->addItem(name.toString());
        if (const int found = m_model->findText(typed); found >= 0)
            m_model->setCurrentIndex(found);
        else if (!typed.isEmpty())
            m_model->setEditText(typed);
        const QString key = result.value(QStringLiteral("has_key")).toBool() ? tr("It was asked with its key.") : tr("It was asked without a key.");
        say(tr("%n models.", nullptr, m_model->count()) + QLatin1Char(' ') + key, false);
    });
    connect(m_job, &Job::failed, this, [this](const JobError& error) { say(error.message, true); });
}

void ServerDialog::keepKey(bool forget)
{
    // The keychain may ask a person to unlock it: not on this thread, which a person uses for that.
    say(tr("Asking the keychain…"), false);
    const std::string server = this->server().toStdString(), key = forget ? std::string() : m_key->text().toStdString();
    m_key->clear();
    QThreadPool::globalInstance()->start([dialog = QPointer<ServerDialog>(this), app = QCoreApplication::instance(), server, key, forget] {
        QString why;
        try {
            keepServerKey(server, key);
        } catch (const std::exception& error) {
            why = QString::fromUtf8(error.what());
        }
        QMetaObject::invokeMethod(app, [dialog, why, forget] {
            if (dialog)
                dialog->say(!why.isEmpty() ? why : forget ? tr("The keychain has no key of this address any more.") : tr("The key is in the keychain."), !why.isEmpty());
        }, Qt::QueuedConnection);
    });
}

} // namespace w2v
