#pragma once
#include <QDialog>

#include "core/motion/ActionSampler.h"
#include "ui/observe/PathDraft.h"

class QLabel;
class QTableWidget;

namespace w2v {

class NumberField;

/// Draws paths at random as the reference's generators do: its production settings or a YAML file in their layout, how many, and
/// a seed; the drawn paths can be added to the project or taken over one by one. Not modal.
class SamplerDialog : public QDialog {
    Q_OBJECT
public:
    SamplerDialog(Session& session, PathDraft& draft, QWidget* parent = nullptr);
    void openSettings(const QString& file);

private:
    void draw();
    void addAll();
    void takeSelected();

    Session& m_session;
    PathDraft& m_draft;
    SamplerSettings m_settings;
    std::vector<SampledTrajectory> m_drawn;
    QLabel *m_source, *m_note;
    NumberField *m_count, *m_seed;
    QTableWidget* m_table;
};

} // namespace w2v
