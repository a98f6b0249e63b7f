#pragma once
#include <QList>
#include <QWidget>

class QButtonGroup;
class QToolButton;
class QVBoxLayout;

namespace w2v {

/// The 48 px column at the left: one button per workspace, and the settings menu at its foot.
class ActivityBar : public QWidget {
    Q_OBJECT
public:
    explicit ActivityBar(QWidget* parent = nullptr);
    void addWorkspace(const QString& id, const QString& title, const QString& iconName, const QString& shortcut);
    void setCurrent(const QString& id);
    QToolButton* settingsButton() const { return m_settings; }

Q_SIGNALS:
    void chosen(const QString& id);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QVBoxLayout* m_layout;
    QButtonGroup* m_group;
    QToolButton* m_settings;
    int m_count = 0;
};

} // namespace w2v
