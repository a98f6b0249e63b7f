#pragma once
#include <QWidget>

#include <vector>

#include "core/base/Json.h"
#include "ui/session/Session.h"

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

private:
    void showSample(int row);

    Session& m_session;
    std::vector<Json> m_samples;
    QListWidget* m_list;
    RecordPictures* m_pictures;
};

} // namespace w2v
