#pragma once
#include <string>
#include <vector>

#include "core/image/Raster.h"

namespace w2v {

/// Rows of small pictures with a line of text above each: what several runs made, side by side.
class ContactSheet {
public:
    /// `thumb`: pixels of a picture's longer side.
    explicit ContactSheet(int thumb) : m_thumb(thumb) {}

    void addRow(const std::string& title, const std::vector<ColorImage>& pictures);
    /// All rows under each other on a dark ground. Empty without rows.
    ColorImage image() const;

private:
    struct Row {
        std::string title;
        std::vector<ColorImage> pictures;
    };
    int m_thumb;
    std::vector<Row> m_rows;
};

} // namespace w2v
