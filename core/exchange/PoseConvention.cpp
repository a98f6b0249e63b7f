#include "core/exchange/PoseConvention.h"

#include "core/base/Error.h"

namespace w2v {

namespace {

constexpr CameraAxes kAllAxes[] = {CameraAxes::OpenCv,  CameraAxes::OpenGl,  CameraAxes::LeftYUp,
                                   CameraAxes::LeftZUp, CameraAxes::BodyZUp, CameraAxes::BodyZDown};

const char* axesName(CameraAxes axes)
{
    switch (axes) {
    case CameraAxes::OpenCv: return "opencv";
    case CameraAxes::OpenGl: return "opengl";
    case CameraAxes::LeftYUp: return "left-y-up";
    case CameraAxes::LeftZUp: return "left-z-up";
    case CameraAxes::BodyZUp: return "body-z-up";
    case CameraAxes::BodyZDown: break;
    }
    return "body-z-down";
}

/// Columns: right, down and forward in the file's camera axes.
Eigen::Matrix3d openCvIn(CameraAxes axes)
{
    Eigen::Matrix3d m;
    switch (axes) {
    case CameraAxes::OpenCv: m.setIdentity(); break;
    case CameraAxes::OpenGl: m = Eigen::Vector3d(1, -1, -1).asDiagonal(); break;
    case CameraAxes::LeftYUp: m = Eigen::Vector3d(1, -1, 1).asDiagonal(); break;
    case CameraAxes::LeftZUp: m << 0, 0, 1, 1, 0, 0, 0, -1, 0; break;
    case CameraAxes::BodyZUp: m << 0, 0, 1, -1, 0, 0, 0, -1, 0; break;
    case CameraAxes::BodyZDown: m << 0, 0, 1, 1, 0, 0, 0, 1, 0; break;
    }
    return m;
}

Eigen::Matrix4d homogeneous(const Eigen::Matrix3d& m)
{
    Eigen::Matrix4d h = Eigen::Matrix4d::Identity();
    h.topLeftCorner<3, 3>() = m;
    return h;
}

/// Makes a left-handed world right-handed; its own inverse.
Eigen::Matrix4d worldMirror(CameraAxes axes)
{
    Eigen::Matrix4d h = Eigen::Matrix4d::Identity();
    if (openCvIn(axes).determinant() < 0)
        h(1, 1) = -1;
    return h;
}

Eigen::Matrix4d rigidInverse(const Eigen::Matrix4d& m)
{
    Eigen::Matrix4d inverse = Eigen::Matrix4d::Identity();
    inverse.topLeftCorner<3, 3>() = m.topLeftCorner<3, 3>().transpose();
    inverse.topRightCorner<3, 1>() = -m.topLeftCorner<3, 3>().transpose() * m.topRightCorner<3, 1>();
    return inverse;
}

} // namespace

std::vector<PoseConvention> allConventions()
{
    std::vector<PoseConvention> all;
    for (const CameraAxes axes : kAllAxes)
        for (const PoseDirection direction : {PoseDirection::CameraToWorld, PoseDirection::WorldToCamera})
            all.push_back({axes, direction});
    return all;
}

std::string conventionName(const PoseConvention& convention)
{
    return std::string(axesName(convention.axes)) + (convention.direction == PoseDirection::CameraToWorld ? "-c2w" : "-w2c");
}

PoseConvention conventionFromName(const std::string& name)
{
    std::string known;
    for (const PoseConvention& convention : allConventions()) {
        if (name == conventionName(convention))
            return convention;
        known += (known.empty() ? "" : ", ") + conventionName(convention);
    }
    throw Error("the convention \"" + name + "\"", "is unknown", "Use one of " + known);
}

Rigid3d poseFromStored(const Eigen::Matrix4d& stored, const PoseConvention& convention)
{
    const Eigen::Matrix4d toWorld = convention.direction == PoseDirection::CameraToWorld ? stored : rigidInverse(stored);
    Rigid3d pose;
    pose.matrix() = worldMirror(convention.axes) * toWorld * homogeneous(openCvIn(convention.axes));
    return pose;
}

Eigen::Matrix4d storedFromPose(const Rigid3d& worldFromCamera, const PoseConvention& convention)
{
    const Eigen::Matrix4d toWorld =
        worldMirror(convention.axes) * worldFromCamera.matrix() * homogeneous(openCvIn(convention.axes).transpose());
    return convention.direction == PoseDirection::CameraToWorld ? toWorld : rigidInverse(toWorld);
}

} // namespace w2v
