#pragma once
#include <QComboBox>

#include "ui/session/Session.h"

namespace w2v {

/// "qwen/Qwen2.5-VL-3B": the folder and its parent, because the folder alone is often called "base" or "adapter".
QString shortFolderName(const QString& folder);

/// The models that can be asked: checkpoints of the project's runs and what they started from, folders used before, any folder.
class ModelChooser : public QComboBox {
    Q_OBJECT
public:
    explicit ModelChooser(Session& session, QWidget* parent = nullptr);

    void refresh();                         ///< runs may have new checkpoints
    QString model() const;                  ///< folder; "" = none
    QString modelName() const;              ///< "sft-first, step 600"
    void choose(const QString& folder);     ///< remembered for the next start
    void chooseFolder();                    ///< asks for one

Q_SIGNALS:
    void modelChanged();

private:
    void remember(const QString& folder);

    Session& m_session;
};

} // namespace w2v
