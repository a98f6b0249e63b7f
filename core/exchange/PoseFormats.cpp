#include "core/exchange/PoseFormats.h"

#include <charconv>
#include <cmath>

#include <Eigen/SVD>
#include <fmt/format.h>

namespace w2v {

namespace {

constexpr double kRounding = 0.01;

std::vector<double> numbersIn(const Json& json, const std::string& subject, int depth = 0)
{
    if (json.is_string()) {
        // The exporters of two modelling programs write the list as a text.
        const std::string& text = json.get_ref<const std::string&>();
        if (text.size() > 4096 || depth > 0)
            throw Error(subject, "a matrix is not a list of numbers");
        return numbersIn(parseJson(text, subject), subject, depth + 1);
    }
    if (!json.is_array() || json.size() > 16)
        throw Error(subject, "a matrix is not a list of numbers");
    std::vector<double> numbers;
    for (const Json& entry : json) {
        if (entry.is_array()) {
            if (entry.size() > 4)
                throw Error(subject, "a matrix is not 4 by 4");
            for (const Json& value : entry) {
                if (!value.is_number())
                    throw Error(subject, "a matrix holds something that is not a number");
                numbers.push_back(value.get<double>());
            }
        } else if (entry.is_number()) {
            numbers.push_back(entry.get<double>());
        } else {
            throw Error(subject, "a matrix holds something that is not a number");
        }
    }
    return numbers;
}

} // namespace

Rigid3d worldFromZUp()
{
    Rigid3d pose = Rigid3d::Identity();
    pose.linear() << 1, 0, 0, 0, 0, -1, 0, 1, 0;
    return pose;
}

Eigen::Matrix4d rigidMatrix(std::span<const double> numbers, const std::string& subject)
{
    if (numbers.size() != 12 && numbers.size() != 16)
        throw Error(subject, "a matrix has neither 12 nor 16 numbers");
    Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
    for (std::size_t i = 0; i < numbers.size(); ++i)
        matrix(static_cast<int>(i) / 4, static_cast<int>(i) % 4) = numbers[i];
    if (!matrix.allFinite())
        throw Error(subject, "a matrix holds a number that is not finite");
    if ((matrix.row(3) - Eigen::RowVector4d(0, 0, 0, 1)).cwiseAbs().maxCoeff() > 1e-6)
        throw Error(subject, "the last row of a matrix is not 0 0 0 1", "Matrices are expected row by row");
    const Eigen::Matrix3d r = matrix.topLeftCorner<3, 3>();
    const double off = (r * r.transpose() - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff();
    if (off > kRounding || r.determinant() < 0)
        throw Error(subject, "a matrix is not a rotation and a translation",
                    r.determinant() < 0 ? "It mirrors: convert it to a right-handed world first" : "Remove scale and shear first");
    if (off > 1e-9) {
        const Eigen::JacobiSVD<Eigen::Matrix3d> svd(r, Eigen::ComputeFullU | Eigen::ComputeFullV);
        matrix.topLeftCorner<3, 3>() = svd.matrixU() * svd.matrixV().transpose();
    }
    return matrix;
}

Eigen::Matrix4d rigidMatrixFromJson(const Json& json, const std::string& subject)
{
    return rigidMatrix(numbersIn(json, subject), subject);
}

Json matrixRows(const Eigen::Matrix4d& m)
{
    Json rows = Json::array();
    for (int r = 0; r < 4; ++r)
        rows.push_back({m(r, 0), m(r, 1), m(r, 2), m(r, 3)});
    return rows;
}

Json matrixNumbers(const Eigen::Matrix4d& m)
{
    Json numbers = Json::array();
    for (int i = 0; i < 16; ++i)
        numbers.push_back(m(i / 4, i % 4));
    return numbers;
}

std::string exactNumber(double value)
{
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value + 0.0).ptr;
    return {buffer, end};
}

std::string frameName(std::size_t index)
{
    return fmt::format("frame_{:05}.png", index);
}

bool namesInOrder(const std::string& a, const std::string& b)
{
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (digit(a[i]) && digit(b[j])) {
            const auto run = [&](const std::string& text, std::size_t& at) {
                while (at < text.size() && text[at] == '0')
                    ++at;
                const std::size_t from = at;
                while (at < text.size() && digit(text[at]))
                    ++at;
                return text.substr(from, at - from);
            };
            const std::string x = run(a, i), y = run(b, j);
            if (x != y)
                return x.size() != y.size() ? x.size() < y.size() : x < y;
        } else {
            if (a[i] != b[j])
                return a[i] < b[j];
            ++i;
            ++j;
        }
    }
    return a.size() - i < b.size() - j;
}

} // namespace w2v
