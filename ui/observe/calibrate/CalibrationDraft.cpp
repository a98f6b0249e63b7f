#include "ui/observe/calibrate/CalibrationDraft.h"

namespace w2v {

namespace {

constexpr double kFarOutside = 10; // picture sizes beyond its border that a mark may lie

Eigen::Vector2d kept(const PictureSource& source, const Eigen::Vector2d& p)
{
    const double w = source.color.width(), h = source.color.height();
    return {std::clamp(p.x(), -kFarOutside * w, kFarOutside * w), std::clamp(p.y(), -kFarOutside * h, kFarOutside * h)};
}

} // namespace

void CalibrationDraft::open(std::shared_ptr<const PictureSource> source, const Calibration& calibration)
{
    m_source = std::move(source);
    m_marks = m_kept = calibration;
    if (calibration.length)
        m_meters = calibration.length->meters;
    m_selected = -1;
    if (!canUse(m_tool))
        m_tool = MarkTool::LinesA;
    solve();
    Q_EMIT selectionChanged();
}

void CalibrationDraft::close()
{
    m_source.reset();
    m_marks = m_kept = {};
    m_geometry.reset();
    m_problem.clear();
    m_selected = -1;
    Q_EMIT changed();
}

bool CalibrationDraft::canUse(MarkTool tool) const
{
    if (!m_source || tool == MarkTool::LinesA || tool == MarkTool::LinesB || tool == MarkTool::Length)
        return m_source != nullptr;
    return m_source->depth.empty() == (tool == MarkTool::Room);
}

void CalibrationDraft::setTool(MarkTool tool)
{
    if (!canUse(tool))
        return;
    m_tool = tool;
    if (tool == MarkTool::Room && !m_marks.room && m_geometry && m_geometry->room) {
        m_marks.room = marksOfRoom(m_geometry->camera, *m_geometry->room);
        solve();
    } else {
        Q_EMIT changed();
    }
}

std::vector<MarkHandle> CalibrationDraft::handles() const
{
    std::vector<MarkHandle> all;
    const auto addLine = [&all](MarkTool tool, int index, const PictureSegment& line) {
        all.push_back({tool, index, 0, line.from});
        all.push_back({tool, index, 1, line.to});
    };
    for (const MarkTool tool : {MarkTool::LinesA, MarkTool::LinesB}) {
        const auto& lines = m_marks.lines[tool == MarkTool::LinesA ? 0 : 1];
        for (std::size_t i = 0; i < lines.size(); ++i)
            addLine(tool, int(i), lines[i]);
    }
    for (std::size_t i = 0; i < m_marks.floor.size(); ++i)
        all.push_back({MarkTool::Floor, int(i), 0, m_marks.floor[i]});
    if (const auto& room = m_marks.room) {
        int index = 0;
        for (const Eigen::Vector2d& seam : {room->floor, room->ceiling, room->left, room->right})
            all.push_back({MarkTool::Room, index++, 0, seam});
        if (room->vanishing)
            all.push_back({MarkTool::Room, index, 0, *room->vanishing});
    }
    if (m_marks.length)
        addLine(MarkTool::Length, 0, m_marks.length->segment);
    return all;
}

void CalibrationDraft::select(int handle)
{
    m_selected = handle >= 0 && handle < int(handles().size()) ? handle : -1;
    Q_EMIT selectionChanged();
}

void CalibrationDraft::addSegment(const PictureSegment& segment)
{
    if (!m_source)
        return;
    if (m_tool == MarkTool::Length) {
        m_marks.length = KnownLength{segment, m_meters};
    } else if (m_tool == MarkTool::LinesA || m_tool == MarkTool::LinesB) {
        m_marks.lines[m_tool == MarkTool::LinesA ? 0 : 1].push_back(segment);
        // Nothing else tells the focal length of such a picture.
        if (m_marks.focal == FocalSource::Found && !m_source->camera && !m_source->exif && m_marks.lines[0].size() >= 2 && m_marks.lines[1].size() >= 2)
            m_marks.focal = FocalSource::Lines;
    } else {
        return;
    }
    solve();
    int last = -1;
    const auto all = handles();
    for (int i = 0; i < int(all.size()); ++i)
        if (all[std::size_t(i)].tool == m_tool)
            last = i;
    select(last);
}

void CalibrationDraft::addFloorPoint(const Eigen::Vector2d& point)
{
    if (!canUse(MarkTool::Floor))
        return;
    m_marks.floor.push_back(point);
    solve();
    const auto all = handles();
    for (int i = 0; i < int(all.size()); ++i)
        if (all[std::size_t(i)].tool == MarkTool::Floor && all[std::size_t(i)].index == int(m_marks.floor.size()) - 1)
            select(i);
}

void CalibrationDraft::move(int handle, const Eigen::Vector2d& wanted)
{
    const auto all = handles();
    if (!m_source || handle < 0 || handle >= int(all.size()))
        return;
    const MarkHandle& h = all[std::size_t(handle)];
    const Eigen::Vector2d to = kept(*m_source, wanted);
    const auto index = std::size_t(h.index);
    switch (h.tool) {
    case MarkTool::LinesA:
    case MarkTool::LinesB: {
        PictureSegment& line = m_marks.lines[h.tool == MarkTool::LinesA ? 0 : 1][index];
        (h.end == 0 ? line.from : line.to) = to;
        break;
    }
    case MarkTool::Floor:
        m_marks.floor[index] = to;
        break;
    case MarkTool::Room: {
        RoomMarks& room = *m_marks.room;
        if (h.index == 4)
            room.vanishing = to;
        else
            (h.index == 0 ? room.floor : h.index == 1 ? room.ceiling : h.index == 2 ? room.left : room.right) = to;
        break;
    }
    case MarkTool::Length:
        (h.end == 0 ? m_marks.length->segment.from : m_marks.length->segment.to) = to;
    }
    solve();
}

void CalibrationDraft::removeSelected()
{
    const auto all = handles();
    if (m_selected < 0 || m_selected >= int(all.size()))
        return;
    const MarkHandle h = all[std::size_t(m_selected)];
    switch (h.tool) {
    case MarkTool::LinesA:
    case MarkTool::LinesB: {
        auto& lines = m_marks.lines[h.tool == MarkTool::LinesA ? 0 : 1];
        lines.erase(lines.begin() + h.index);
        if (m_marks.focal == FocalSource::Lines && lines.size() < 2)
            m_marks.focal = FocalSource::Found;
        break;
    }
    case MarkTool::Floor:
        m_marks.floor.erase(m_marks.floor.begin() + h.index);
        break;
    case MarkTool::Room:
        m_marks.room.reset();
        break;
    case MarkTool::Length:
        m_marks.length.reset();
    }
    select(-1);
    solve();
}

void CalibrationDraft::clearMarks()
{
    Calibration bare;
    bare.depth = m_marks.depth;
    bare.depthModel = m_marks.depthModel;
    bare.depthIsMetric = m_marks.depthIsMetric;
    bare.depthFile = m_marks.depthFile;
    m_marks = bare;
    select(-1);
    solve();
}

void CalibrationDraft::setFocal(FocalSource source, double pixels)
{
    m_marks.focal = source;
    m_marks.focalPixels = source == FocalSource::Value ? pixels : 0;
    solve();
}

void CalibrationDraft::setMeters(double meters)
{
    m_meters = meters;
    if (m_marks.length)
        m_marks.length->meters = meters;
    solve();
}

void CalibrationDraft::solve()
{
    m_geometry.reset();
    m_problem.clear();
    if (m_source) {
        try {
            m_geometry = solvePicture(*m_source, m_marks);
        } catch (const std::exception& error) {
            m_problem = QString::fromUtf8(error.what());
        }
    }
    Q_EMIT changed();
}

} // namespace w2v
