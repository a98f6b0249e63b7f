#pragma once
#include <QDialog>

#include <filesystem>

class QLabel;
class QTreeWidget;

namespace w2v {

class ImageView;

/// What a model imagined before it answered a question: the tree of views with their scores, which of them it was shown, calls and seconds. A
/// row's view is shown large.
class ImaginationDialog : public QDialog {
    Q_OBJECT
public:
    /// `tree`: a tree.json, see core/answerers/imagination. Throws Error when it cannot be read.
    explicit ImaginationDialog(const std::filesystem::path& tree, QWidget* parent = nullptr);

private:
    QTreeWidget* m_tree;
    ImageView* m_view;
    QLabel* m_about;
};

} // namespace w2v
