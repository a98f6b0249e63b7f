#pragma once
#include <QTableWidget>

#include "ui/observe/PathDraft.h"

namespace w2v {

/// The moves as a table: number, what, how far; the amount is edited in place with units, Delete removes a row.
class StepsTable : public QTableWidget {
    Q_OBJECT
public:
    explicit StepsTable(PathDraft& draft, QWidget* parent = nullptr);

protected:
    bool event(QEvent*) override;
    void keyPressEvent(QKeyEvent*) override;

private:
    void refresh();
    PathDraft& m_draft;
};

} // namespace w2v
