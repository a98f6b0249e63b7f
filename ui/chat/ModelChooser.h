#pragma once
#include <QComboBox>

#include "ui/chat/ChatTypes.h"
#include "ui/session/Session.h"

namespace w2v {

/// "qwen/Qwen2.5-VL-3B": the folder and its parent, because the folder alone is often called "base" or "adapter".
QString shortFolderName(const QString& folder);

/// The models that can be asked: checkpoints of the project's runs and what they started from, folders and servers used before, any
/// folder, any server. What a place chose is remembered for the next start.
class ModelChooser : public QComboBox {
    Q_OBJECT
public:
    /// `place`: whose choice it is, 0 = the first column's.
    ModelChooser(Session& session, int place, QWidget* parent = nullptr);

    void refresh();                         ///< runs may have new checkpoints
    QString model() const;                  ///< folder of a checkpoint; "" = none, or a server
    ChatModel answerer() const;             ///< "sft-first, step 600", without an adapter
    void choose(const QString& folder);
    void chooseServer(const QString& address, const QString& serverModel);
    void chooseFolder();                    ///< asks for one
    void askForServer();

Q_SIGNALS:
    void modelChanged();

private:
    void remember(const QString& key);

    Session& m_session;
    QString m_lastKey;                      ///< setting of this place's choice
};

} // namespace w2v
