#pragma once
#include <QWidget>

#include "ui/session/Session.h"

class QToolButton;

namespace w2v {

/// The strip of a new user: five steps that tick themselves off as one works; a click leads there.
class FirstSteps : public QWidget {
    Q_OBJECT
public:
    explicit FirstSteps(Session& session, QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const QString& workspace);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    void refresh();

    struct Step {
        QString workspace;
        QToolButton* button;
        bool done = false;
    };
    Session& m_session;
    QList<Step> m_steps;
};

} // namespace w2v
