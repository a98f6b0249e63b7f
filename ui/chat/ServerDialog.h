#pragma once
#include <QDialog>
#include <QPointer>

#include "ui/session/Session.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace w2v {

/// Asks which model of which server is meant, and takes a key to the system's keychain. The key goes there and nowhere else.
class ServerDialog : public QDialog {
    Q_OBJECT
public:
    ServerDialog(Session& session, const QString& server, const QString& serverModel, QWidget* parent = nullptr);
    ~ServerDialog() override;

    QString server() const;               ///< address, without a slash at its end
    QString serverModel() const;

private:
    void listModels();
    void keepKey(bool forget);
    void say(const QString& text, bool wrong);
    void updateState();

    Session& m_session;
    QLineEdit *m_server, *m_key;
    QComboBox* m_model;
    QPushButton *m_list, *m_keep, *m_forget, *m_use;
    QLabel* m_status;
    QPointer<Job> m_job;
};

} // namespace w2v
