#pragma once
#include <optional>
#include <vector>

#include <QJsonObject>
#include <QObject>
#include <QPointer>
#include <QString>

#include "ui/session/Session.h"
#include "ui/theme/Theme.h"
#include "ui/viewport/Viewport.h"

namespace w2v {

/// The views of the chosen rollout, or of the one that is being imagined, on the frusta of their cameras in the 3D view: each as its
/// frame arrives. Thumbnails, and of long rollouts only some at equal steps, so that their memory is bounded.
class RolloutFrusta : public QObject {
    Q_OBJECT
public:
    static constexpr int kMostViews = 64, kThumbnail = 160; ///< pixels of the longer side
    static constexpr int kFirstId = 1'000'000;              ///< of the frusta: the frame is the rest

    RolloutFrusta(Session& session, Viewport& viewport, QObject* parent = nullptr);

    /// Which observation the 3D view shows; others' views are not shown.
    void setObservation(const QString& id);
    int count() const { return int(m_frames.size()); }       ///< frames that have a frustum
    int pictures() const;                                    ///< of them with their picture on the device

Q_SIGNALS:
    void changed();

private:
    struct Frame {
        int index = 0;
        Rigid3d worldFromCamera = Rigid3d::Identity();
        Intrinsics camera;
        bool keyFrame = false;
        ColorRole role = ColorRole::Imagined;
        QString reference;  ///< of the project; empty while it is being imagined
        QImage picture;     ///< a thumbnail
        bool sent = false;
        std::shared_ptr<const ViewportImage> image;
    };

    void follow(Job* job);
    void takeFrame(const QJsonObject& event);
    void load();
    void requestPictures();
    void send(Frame& frame);
    void show();
    void clear();

    Session& m_session;
    Viewport& m_viewport;
    QString m_observation, m_rollout; ///< m_rollout: whose frames these are; empty while it is being imagined
    QPointer<Job> m_job;
    std::vector<Frame> m_frames;
    quint64 m_generation = 0;
};

} // namespace w2v
