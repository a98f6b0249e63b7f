#include <optional>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/eval/benchmarks/JsonEntries.h"

namespace w2v {

Json runBenchTree(const Json& params, AppContext&, JobContext&)
{
    const fs::path predictions = requiredText(params, "predictions");
    const std::string id = requiredText(params, "id");
    std::optional<std::string> tree;
    bool known = false;
    forEachJsonEntry(predictions, [&](const Json& line, const std::string&) {
        if (!line.is_object() || line.value("id", "") != id)
            return;
        known = true;
        const Json detail = line.value("detail", Json::object());
        if (detail.contains("imagination"))
            tree = detail["imagination"].value("tree", "");
    }, [](const std::string&) {});
    if (!known)
        throw Error(predictions.string(), fmt::format("has no question \"{}\"", id), "Give an id of the file's lines");
    if (!tree)
        throw Error(fmt::format("question {}", id), "was answered without imagination", "Ask with: w2v bench answer --imagine ...");
    fs::path folder = predictions;
    folder += ".imagined";
    const fs::path file = pathInside(folder, *tree);
    Json result = readJson(file);
    result["folder"] = file.parent_path().string();
    return result;
}

} // namespace w2v
