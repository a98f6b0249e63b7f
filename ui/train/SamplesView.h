#pragma once
#include <QWidget>

#include <cstdint>
#include <vector>

#include "core/base/Json.h"
#include "ui/session/Session.h"

class QLabel;
class QListWidget;

namespace w2v {

class RecordPictures;
class EmptyState;

/// What the model answered while it was training: newest first, right and wrong by sign, with the pictures it saw.
class SamplesView : public QWidget {
    Q_OBJECT
public:
    explicit SamplesView(Session& session, QWidget* parent = nullptr);
    void setSamples(std::vector<Json> samples);
    int count() const;
    /// Chooses the first answer of the step, or of the step nearest to it; stays there while new answers come in.
    void goTo(std::int64_t step);

private:
    void fill(int row);
    void showSample(int row);
    const Json* at(int row) const;

    Session& m_session;
    std::vector<Json> m_samples;
    std::size_t m_newer = 0; ///< samples newer than the first one in the list
    QListWidget* m_list;
    RecordPictures* m_pictures;
    QLabel* m_facts; ///< question, answers and what the reward was made of
};

} // namespace w2v
