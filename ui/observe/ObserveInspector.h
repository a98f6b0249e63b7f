#pragma once
#include <QScrollArea>

#include "ui/observe/PathDraft.h"
#include "ui/observe/SceneLoader.h"

class QLabel;
class QSlider;

namespace w2v {

class DepthHistogram;
class FactTable;
class ImageView;
class Segmented;

/// What is known of the observation: picture, depth in metres, camera, warnings, and the steps of the path.
class ObserveInspector : public QScrollArea {
    Q_OBJECT
public:
    ObserveInspector(Session& session, PathDraft& draft, QWidget* parent = nullptr);
    void show(const LoadedObservation& loaded, int frame, const QString& thumbnail);
    void clear();
    void showPicked(const QString& label, double distanceMeters);

Q_SIGNALS:
    void frameChosen(int frame);

private:
    void showPicture();

    Session& m_session;
    ImageView* m_picture;
    Segmented* m_pictureKind;
    QWidget* m_frameRow;
    QSlider* m_frameSlider;
    QLabel *m_frameLabel, *m_depthTitle, *m_depthNote, *m_picked;
    DepthHistogram* m_histogram;
    FactTable* m_facts;
    QWidget* m_warnings;
    LoadedObservation m_loaded;
    int m_frame = 0;
    QString m_thumbnail;
};

} // namespace w2v
