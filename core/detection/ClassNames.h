#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace w2v {

/// A class list as a text file (UTF-8): the first line names class 0, and so on. An empty line is a class whose boxes are not wanted;
/// empty lines at the end do not count. Throws Error for an empty list, an overlong name or file, or text that is not UTF-8.
std::vector<std::string> readClassNames(const std::filesystem::path& file);

/// The names that exporters put into a model, "{0: 'person', 1: 'chair'}"; empty when the text is something else.
std::vector<std::string> parseModelNames(std::string_view text);

} // namespace w2v
