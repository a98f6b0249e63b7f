#pragma once
#include <QComboBox>

namespace w2v {

/// The LoRA adapter that is put on the chosen model: none, those used with it before, those in a folder beside it or in its run,
/// any folder. What was chosen is remembered with the model.
class AdapterChooser : public QComboBox {
    Q_OBJECT
public:
    explicit AdapterChooser(QWidget* parent = nullptr);

    void setModel(const QString& folder);   ///< "" = none; brings back the adapter last used with it
    QString adapter() const;                ///< folder; "" = none
    void choose(const QString& folder);     ///< "" = none
    void chooseFolder();                    ///< asks for one

Q_SIGNALS:
    void adapterChanged();

private:
    void refresh();

    QString m_model;
};

} // namespace w2v
