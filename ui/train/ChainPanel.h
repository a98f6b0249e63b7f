#pragma once
#include <QWidget>

#include <vector>

#include "ui/train/RunMonitor.h"

class QToolButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace w2v {

/// The chains of the project as graphs: each stage below the one it needs, with how it stands.
class ChainPanel : public QWidget {
    Q_OBJECT
public:
    /// Of the second column of the tree "chains": the StageStatus of a stage.
    static constexpr int StatusRole = Qt::UserRole + 3;

    explicit ChainPanel(QWidget* parent = nullptr);

    void show(const std::vector<ChainView>& chains);
    /// The chain of the chosen row; empty when none is.
    QString currentChain() const;

Q_SIGNALS:
    void runChosen(const QString& run);
    void retryWanted(const QString& chain);
    void cancelWanted(const QString& chain);

private:
    void updateButtons();

    QTreeWidget* m_tree;
    QToolButton *m_retry, *m_cancel;
    std::vector<ChainView> m_chains;
};

} // namespace w2v
