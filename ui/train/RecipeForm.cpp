#include "ui/train/RecipeForm.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QStyle>
#include <QVBoxLayout>

#include "core/base/Error.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kLeastField = 6 * space::kWide; ///< pixels: a number, a short name

/// Names of the groups; a group or field without a translation shows the word of the file, which is what the command line says.
QString groupText(const QString& group)
{
    if (group == QLatin1String("model"))
        return RecipeForm::tr("Model");
    if (group == QLatin1String("length"))
        return RecipeForm::tr("Length");
    if (group == QLatin1String("optimizer"))
        return RecipeForm::tr("Optimizer");
    if (group == QLatin1String("data"))
        return RecipeForm::tr("Data");
    if (group == QLatin1String("tasks"))
        return RecipeForm::tr("Tasks");
    if (group == QLatin1String("auxiliary"))
        return RecipeForm::tr("Auxiliary loss");
    if (group == QLatin1String("adaptation"))
        return RecipeForm::tr("Adaptation");
    if (group == QLatin1String("run"))
        return RecipeForm::tr("Run");
    return group.isEmpty() ? RecipeForm::tr("General") : group;
}

} // namespace

RecipeForm::RecipeForm(QWidget* parent) : QWidget(parent), m_groups(new QVBoxLayout(this))
{
    m_groups->setContentsMargins(space::kGap, space::kHalf, space::kGap, space::kGap);
    m_groups->setSpacing(space::kHalf);
}

void RecipeForm::show(const Recipe& recipe)
{
    m_recipe = recipe;
    const std::vector<RecipeField> fields = recipeFields(recipe);
    bool known = true;
    for (const RecipeField& field : fields) {
        const QString path = QString::fromStdString(field.path);
        known = known && (m_lines.contains(path) || m_checks.contains(path));
    }
    m_showing = true;
    if (!known || m_lines.size() + m_checks.size() != static_cast<qsizetype>(fields.size()))
        build(fields);
    for (const RecipeField& field : fields) {
        const QString path = QString::fromStdString(field.path), value = QString::fromStdString(field.value);
        if (QLineEdit* line = m_lines.value(path); line && !line->hasFocus()) {
            line->setText(value);
            line->setCursorPosition(0); // of a long text the beginning shows
            const QString comment = QString::fromStdString(field.comment);
            line->setToolTip(comment.isEmpty() ? value : QStringLiteral("%1\n\n%2").arg(comment, value));
        }
        if (QCheckBox* box = m_checks.value(path))
            box->setChecked(field.value == "true");
    }
    m_showing = false;
}

void RecipeForm::build(const std::vector<RecipeField>& fields)
{
    while (QLayoutItem* item = m_groups->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_lines.clear();
    m_checks.clear();
    QString current(QChar(0));
    QFormLayout* form = nullptr;
    for (const RecipeField& field : fields) {
        const QString path = QString::fromStdString(field.path);
        const qsizetype dot = path.indexOf(QLatin1Char('.'));
        const QString group = dot < 0 ? QString() : path.left(dot), name = path.mid(dot + 1);
        if (group != current) {
            current = group;
            auto* box = new QWidget;
            auto* layout = new QVBoxLayout(box);
            layout->setContentsMargins(0, space::kGap, 0, 0);
            layout->setSpacing(space::kHalf);
            layout->addWidget(makeGroupTitle(groupText(group)));
            form = new QFormLayout;
            form->setContentsMargins(0, 0, 0, 0);
            form->setHorizontalSpacing(space::kGap);
            form->setVerticalSpacing(space::kHalf);
            form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
            form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
            form->setRowWrapPolicy(QFormLayout::WrapLongRows); // in a narrow panel a field goes below its name
            layout->addLayout(form);
            m_groups->addWidget(box);
        }
        QString shown = name;
        auto* label = makeMuted(shown.replace(QLatin1Char('_'), QLatin1Char(' ')), TextStyle::Body);
        const QString comment = QString::fromStdString(field.comment);
        label->setToolTip(comment);
        if (field.value == "true" || field.value == "false") {
            auto* box = new QCheckBox;
            box->setToolTip(comment);
            connect(box, &QCheckBox::toggled, this, [this, path = field.path, box](bool on) { set(path, on ? QStringLiteral("true") : QStringLiteral("false"), box); });
            m_checks.insert(path, box);
            form->addRow(label, box);
        } else {
            auto* line = new QLineEdit;
            line->setObjectName(QStringLiteral("recipe.") + path);
            line->setMinimumWidth(kLeastField);
            connect(line, &QLineEdit::editingFinished, this, [this, path = field.path, line] { set(path, line->text(), line); });
            m_lines.insert(path, line);
            form->addRow(label, line);
        }
    }
    m_groups->addStretch();
}

void RecipeForm::set(const std::string& path, const QString& value, QWidget* field)
{
    if (m_showing)
        return;
    Recipe changed = m_recipe;
    QString why;
    try {
        setRecipeField(changed, path, value.trimmed().toStdString());
    } catch (const Error& error) {
        why = QString::fromStdString(error.what());
    }
    field->setProperty("invalid", !why.isEmpty());
    field->style()->unpolish(field);
    field->style()->polish(field);
    if (!why.isEmpty()) {
        Q_EMIT refused(why);
        return;
    }
    if (changed == m_recipe) {
        Q_EMIT refused({});
        return;
    }
    m_recipe = changed;
    Q_EMIT edited(changed);
}

} // namespace w2v
