#pragma once
#include <QStringList>
#include <QWidget>

class QButtonGroup;
class QHBoxLayout;
class QToolButton;

namespace w2v {

/// Two to five choices side by side, one of them on.
class Segmented : public QWidget {
    Q_OBJECT
public:
    explicit Segmented(QWidget* parent = nullptr);
    QToolButton* add(const QString& text, const QString& iconName = {}, const QString& tooltip = {});
    int current() const;
    void setCurrent(int index);   ///< emits nothing; one that there is not: none is on

Q_SIGNALS:
    void chosen(int index);       ///< by the user

private:
    QButtonGroup* m_group;
    QHBoxLayout* m_layout;
};

} // namespace w2v
