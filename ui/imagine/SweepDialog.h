#pragma once
#include <QDialog>
#include <QJsonObject>
#include <QTemporaryDir>

#include "ui/session/Session.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace w2v {

/// One path imagined with several seeds or values of an option, side by side. Not modal; the worker does the work and the sheet grows row
/// by row.
class SweepDialog : public QDialog {
    Q_OBJECT
public:
    /// `imagine`: parameters of the imagination that is varied.
    SweepDialog(Session& session, const QJsonObject& imagine, QWidget* parent = nullptr);

private:
    QJsonObject params(const QString& folder) const;
    void start();
    void showSheet(const QString& file);
    void save();

    Session& m_session;
    QJsonObject m_imagine;
    QTemporaryDir m_folder;
    int m_runs = 0;
    QComboBox* m_option;
    QLineEdit* m_values;
    QPushButton *m_start, *m_save;
    QLabel *m_state, *m_sheet;
    QString m_file; ///< the sheet that is shown
};

} // namespace w2v
