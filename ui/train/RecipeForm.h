#pragma once
#include <QHash>
#include <QWidget>

#include "core/training/Recipe.h"

class QFormLayout;
class QLineEdit;
class QCheckBox;
class QVBoxLayout;

namespace w2v {

/// Every value of a recipe as a field, grouped as in its file, with the file's comment as the tooltip. Made from
/// recipeFields(), so that a new value of the recipe appears here by itself.
class RecipeForm : public QWidget {
    Q_OBJECT
public:
    explicit RecipeForm(QWidget* parent = nullptr);
    void show(const Recipe& recipe);

Q_SIGNALS:
    /// The user set a value; `why` is empty when it was taken.
    void edited(const w2v::Recipe& recipe);
    void refused(const QString& why);

private:
    void build(const std::vector<RecipeField>& fields);
    void set(const std::string& path, const QString& value, QWidget* field);

    Recipe m_recipe;
    QVBoxLayout* m_groups;
    QHash<QString, QLineEdit*> m_lines;
    QHash<QString, QCheckBox*> m_checks;
    bool m_showing = false;
};

} // namespace w2v
