#pragma once
#include <QDialog>
#include <QJsonObject>
#include <QPointer>

#include "ui/session/Session.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace w2v {

/// Opens a benchmark of others in the project: finds its question file below a folder, says where its pictures are looked for, and lists
/// every picture and every question that is missing before anything is kept. Also shows and changes one that is open.
class OpenBenchmarkDialog : public QDialog {
    Q_OBJECT
public:
    explicit OpenBenchmarkDialog(Session& session, QWidget* parent = nullptr);
    ~OpenBenchmarkDialog() override;

    /// Looks below this file or folder.
    void lookIn(const QString& path);
    /// One that is open: its own places and rules.
    void setOpened(const QJsonObject& parameters);

    /// Of `bench.open`.
    QJsonObject parameters() const;

Q_SIGNALS:
    void openedBenchmark(const QString& name);

private:
    void choosePath(bool folder);
    void chooseMedia();
    void takeFound(const QJsonArray& found);
    void kindChosen();
    void check();
    void showChecked(const QJsonObject& result);
    void say(const QString& text, bool wrong = false);
    void updateState();
    void keep();
    void start(QPointer<Job>& job, const QString& operation, const QJsonObject& parameters, std::function<void(const QJsonObject&)> done);

    Session& m_session;
    QLineEdit *m_path, *m_media, *m_name;
    QComboBox* m_found;
    QSpinBox *m_frames, *m_square;
    QLabel* m_status;
    QListWidget* m_missing;
    QPushButton *m_open, *m_copy, *m_copyList;
    QPointer<Job> m_looking, m_checking, m_opening;
    bool m_checked = false;     ///< the questions could be read
    QString m_proposedName;     ///< what the name was set to, not typed
};

} // namespace w2v
