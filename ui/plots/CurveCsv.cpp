#include "ui/plots/CurveCsv.h"

#include <charconv>

namespace w2v {
namespace {

void appendNumber(std::string& out, double value)
{
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
    out.append(buffer, end.ptr);
}

std::string quoted(const std::string& name)
{
    if (name.find_first_of(",\"\r\n") == std::string::npos)
        return name;
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + '"';
}

} // namespace

std::string curvesAsCsv(const std::vector<CurveColumn>& curves)
{
    std::string out = "curve,step,value,smoothed\n";
    for (const CurveColumn& curve : curves) {
        const std::string name = quoted(curve.name);
        for (std::size_t i = 0; i < curve.series->size(); ++i) {
            out += name;
            out += ',';
            appendNumber(out, curve.series->x()[i]);
            out += ',';
            appendNumber(out, curve.series->y()[i]);
            out += ',';
            appendNumber(out, curve.series->smooth()[i]);
            out += '\n';
        }
    }
    return out;
}

} // namespace w2v
