#pragma once
#include <array>
#include <optional>

#include <QTemporaryDir>

#include "ui/imagine/CompareView.h"
#include "ui/imagine/LiveRollout.h"
#include "ui/widgets/Workspace.h"

class QComboBox;
class QStackedWidget;

namespace w2v {

class BoxDesk;
class CostForecast;
class DepthLoader;
class EmptyState;
class Filmstrip;
class ImagineInspector;
class QualityStrip;
class RepairBar;
class RolloutList;
class Segmented;

/// Watch what the world model makes, and hold its frames against the start, each other and the truth.
class ImagineWorkspace : public Workspace {
    Q_OBJECT
public:
    ImagineWorkspace(Session& session, QWidget* parent = nullptr);
    QAction* primaryAction() override { return m_primary; }
    QStringList breadcrumb() const override;
    void activate() override;

    CompareView& compareView() { return *m_compare; }
    Filmstrip& filmstrip() { return *m_filmstrip; }
    QualityStrip& quality() { return *m_quality; }
    BoxDesk& boxes() { return *m_boxes; }

private:
    void buildActions();
    QWidget* buildStage();
    void loadRollout();
    void refreshFilm();
    void refreshPartners();
    void showFrame();
    void fillPicture(CompareView::Picture& picture, const RolloutRecord& rollout, int frame, const QString& caption);
    void chooseFrame(int index);
    void setMode(CompareView::Mode mode);
    void setRepairing(bool on);
    void setBoxing(bool on);
    void followObjects();
    void updateBoxActions();
    std::array<int, 2> boxedFrames() const;
    void repairFrame(const QJsonObject& tool, bool withRegion);
    void applyClone();
    void startRepair(QJsonObject params, const FrameKey& frame);
    void imagineAgain();
    void makeQuestions();
    QJsonObject imagineAgainParams() const;
    void updateState();

    LiveRollout* m_live;
    DepthLoader* m_depths;
    CostForecast* m_forecast;
    CompareView* m_compare;
    Filmstrip* m_filmstrip;
    QualityStrip* m_quality;
    RolloutList* m_list;
    ImagineInspector* m_inspector;
    QStackedWidget* m_pages;
    EmptyState* m_empty;
    Segmented* m_modes;
    QComboBox* m_partner;
    RepairBar* m_repairBar = nullptr;
    BoxDesk* m_boxes = nullptr;
    QTemporaryDir m_regionFolder;
    QAction *m_primary = nullptr, *m_mask = nullptr, *m_repair = nullptr, *m_supervise = nullptr, *m_sweep = nullptr, *m_batch = nullptr,
            *m_boxing = nullptr, *m_carry = nullptr, *m_removeBox = nullptr, *m_rules = nullptr;
    std::optional<RolloutRecord> m_rollout, m_other;
    int m_frame = 0;
    bool m_showLive = false;
};

} // namespace w2v
