#pragma once
#include <QFrame>

#include "ui/session/IssuesModel.h"

class QVBoxLayout;

namespace w2v {

/// The list of open issues above the status strip: what happened, what to do, details on demand, copy, dismiss.
class IssuesPopup : public QFrame {
    Q_OBJECT
public:
    IssuesPopup(IssuesModel& issues, QWidget* parent);
    void openAbove(const QWidget* anchor);

private:
    void rebuild();
    QWidget* makeRow(int row);

    IssuesModel& m_issues;
    QVBoxLayout* m_rows;
};

} // namespace w2v
