#pragma once
#include <QWidget>

#include "ui/chat/ChatTypes.h"

class QPlainTextEdit;
class QSpinBox;

namespace w2v {

class NumberField;

/// How the next answer is drawn, as a form.
class SamplingForm : public QWidget {
    Q_OBJECT
public:
    explicit SamplingForm(QWidget* parent = nullptr);
    Sampling sampling() const;
    void setSampling(const Sampling& sampling);
    /// "greedy" or "temperature 0.7, top-p 0.9".
    QString summary() const;

Q_SIGNALS:
    void changed();

private:
    NumberField *m_temperature, *m_topP, *m_penalty;
    QSpinBox *m_topK, *m_maxTokens, *m_seed;
    QPlainTextEdit* m_system;
};

} // namespace w2v
