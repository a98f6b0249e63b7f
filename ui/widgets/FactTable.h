#pragma once
#include <QString>
#include <QWidget>

class QFormLayout;

namespace w2v {

/// Rows of "name  value unit" for inspectors: quiet names left, selectable tabular values right.
class FactTable : public QWidget {
    Q_OBJECT
public:
    explicit FactTable(QWidget* parent = nullptr);

    void clear();
    void add(const QString& name, const QString& value, const QString& tooltip = {});
    void addHeading(const QString& text);
    void addNote(const QString& text);   ///< a muted paragraph
    void addWidget(const QString& name, QWidget* widget);

private:
    QFormLayout* m_form;
};

} // namespace w2v
