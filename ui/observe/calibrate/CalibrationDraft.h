#pragma once
#include <memory>
#include <optional>

#include <QObject>
#include <QString>

#include "core/scene/calibration/PictureGeometry.h"

namespace w2v {

/// What a drag over the picture marks.
enum class MarkTool { LinesA, LinesB, Floor, Room, Length };

/// An end of a mark that can be moved.
struct MarkHandle {
    MarkTool tool = MarkTool::LinesA;
    int index = 0;          ///< of the line, the floor point, or the room's seam (floor, ceiling, left, right, meeting point)
    int end = 0;            ///< of a line: 0 from, 1 to
    Eigen::Vector2d at = Eigen::Vector2d::Zero(); ///< pixels of the picture
};

/// The marks on one picture while they are made, with what follows from them at once. Nothing is kept before it is applied.
class CalibrationDraft : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    void open(std::shared_ptr<const PictureSource> source, const Calibration& kept);
    void close();
    bool isOpen() const { return m_source != nullptr; }
    const PictureSource* source() const { return m_source.get(); }
    const Calibration& marks() const { return m_marks; }
    bool isChanged() const { return !(m_marks == m_kept); }
    bool hasKept() const { return !m_kept.empty(); }
    /// None while the marks do not fit; problem() then says why.
    const std::optional<PictureGeometry>& geometry() const { return m_geometry; }
    const QString& problem() const { return m_problem; }

    MarkTool tool() const { return m_tool; }
    void setTool(MarkTool tool);           ///< choosing the room's tool for the first time draws a room
    bool canUse(MarkTool tool) const;      ///< floor points need depth, a room needs a picture without

    std::vector<MarkHandle> handles() const;
    int selected() const { return m_selected; } ///< index into handles(), -1 = none
    void select(int handle);
    /// A line of the present tool, or the known length; selects its second end.
    void addSegment(const PictureSegment& segment);
    void addFloorPoint(const Eigen::Vector2d& point);
    void move(int handle, const Eigen::Vector2d& to);
    void removeSelected();                 ///< the whole mark
    void clearMarks();                     ///< all but the depth of a model
    void setFocal(FocalSource source, double pixels = 0);
    void setMeters(double meters);

Q_SIGNALS:
    void changed();                        ///< marks, or what follows from them
    void selectionChanged();

private:
    void solve();

    std::shared_ptr<const PictureSource> m_source;
    Calibration m_marks, m_kept;
    std::optional<PictureGeometry> m_geometry;
    QString m_problem;
    MarkTool m_tool = MarkTool::LinesA;
    int m_selected = -1;
    double m_meters = 1;                   ///< what the next known length gets
};

} // namespace w2v
