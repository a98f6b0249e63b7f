#pragma once
#include <QWidget>

#include "ui/observe/calibrate/CalibrationDraft.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace w2v {

class FactTable;
class NumberField;
class Segmented;

/// Beside the picture: which mark to draw, numbers that belong to marks, what follows from them, and what to do with it.
class CalibrationPanel : public QWidget {
    Q_OBJECT
public:
    explicit CalibrationPanel(CalibrationDraft& draft, QWidget* parent = nullptr);
    void setBusy(bool busy);
    void showStatus(const QString& text);  ///< of the last job, until marks change
    NumberField& meters() { return *m_meters; }

Q_SIGNALS:
    void applyRequested();
    void removeRequested();
    void closeRequested();
    void depthModelRequested(const QString& meaning, const QString& size);

private:
    void refresh();
    void showFacts();
    QWidget* buildTools();
    QWidget* buildNumbers();
    QWidget* buildDepthModel();
    QWidget* buildButtons();

    CalibrationDraft& m_draft;
    Segmented* m_tools;
    QList<QWidget*> m_toolButtons;
    QLabel *m_hint, *m_problem, *m_status;
    QComboBox *m_focal, *m_meaning;
    NumberField *m_pixels, *m_meters;
    QLineEdit* m_size;
    FactTable* m_facts;
    QPushButton *m_model, *m_apply, *m_clear, *m_remove;
    bool m_busy = false;
};

} // namespace w2v
