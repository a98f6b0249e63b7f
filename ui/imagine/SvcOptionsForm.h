#pragma once
#include <QWidget>

#include "ui/session/ImagineOptions.h"

class QCheckBox;
class QLineEdit;
class QToolButton;

namespace w2v {

class NumberField;

/// The settings of Stable Virtual Camera: where its weights are, and how carefully it imagines.
class SvcOptionsForm : public QWidget {
    Q_OBJECT
public:
    explicit SvcOptionsForm(QWidget* parent = nullptr);
    void set(const ImagineOptions& options);
    void read(ImagineOptions& options) const;

Q_SIGNALS:
    void changed();

private:
    void chooseFolder();

    QLineEdit* m_weights;
    QToolButton* m_browse;
    NumberField *m_steps, *m_guidance;
    QCheckBox* m_metric;
};

} // namespace w2v
