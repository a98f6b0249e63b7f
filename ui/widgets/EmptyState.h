#pragma once
#include <functional>

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace w2v {

/// What is shown where nothing is yet: an icon, one line what this place is for, one line what to do next, and buttons
/// that do it.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& iconName, const QString& title, const QString& text, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setText(const QString& text);
    QPushButton* addButton(const QString& text, const QString& iconName, std::function<void()> run, bool primary = false);

private:
    void refresh();

    QString m_iconName;
    QLabel *m_icon, *m_title, *m_text;
    QHBoxLayout* m_buttons;
};

} // namespace w2v
