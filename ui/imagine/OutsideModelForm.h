#pragma once
#include <QWidget>

#include "ui/session/ImagineOptions.h"

class QCheckBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace w2v {

class NumberField;

/// The settings of world models that are not ours: the command of a program, or the file of an exported model with the user's word that
/// its code may run.
class OutsideModelForm : public QWidget {
    Q_OBJECT
public:
    explicit OutsideModelForm(QWidget* parent = nullptr);
    void set(const ImagineOptions& options);
    void read(ImagineOptions& options) const;
    /// Shows what `model` ("process" or "torchscript") needs.
    void showFor(const QString& model);

Q_SIGNALS:
    void changed();

private:
    void chooseFile();
    void checkOptions();

    QFormLayout* m_form;
    QLineEdit *m_command, *m_options, *m_file;
    QWidget* m_fileRow;
    QCheckBox* m_trust;
    QLabel* m_wrong;
    NumberField* m_silence;
    QString m_trusted; ///< the file that may run
};

} // namespace w2v
