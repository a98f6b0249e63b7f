// imagine.sweep: one path imagined with several seeds or values of one option, side by side on a contact sheet.
#include <algorithm>

#include <fmt/format.h>

#include "app/operations/Operation.h"
#include "app/operations/Operations.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/ContactSheet.h"
#include "core/image/ImageIo.h"

namespace w2v {

namespace {

constexpr std::size_t kMostVariants = 64;

struct Variant {
    std::string name; ///< on the sheet, and of its folder
    Json params;
};

std::string shownValue(const Json& value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

std::vector<Variant> variantsOf(const Json& params, const fs::path& out)
{
    const std::string option = textOr(params, "vary", "seed");
    Json values = params.value("values", Json::array());
    if (values.empty() && option == "seed")
        for (std::int64_t i = 0; i < integerOr(params, "seeds", 4); ++i)
            values.push_back(integerOr(params, "seed", 1) + i);
    if (!values.is_array() || values.size() < 2 || values.size() > kMostVariants)
        throw Error("values", fmt::format("there must be 2 to {} of them", kMostVariants), "For example --vary steps --values 10 30 50");
    std::vector<Variant> variants;
    for (Json value : values) {
        if (value.is_string()) // numbers, true and false are what they look like
            if (const Json meant = Json::parse(value.get<std::string>(), nullptr, false); meant.is_primitive() && !meant.is_discarded())
                value = meant;
        Variant variant{option + " " + shownValue(value), params};
        for (const char* own : {"vary", "values", "seeds", "columns", "thumb"})
            variant.params.erase(own);
        variant.params[option] = value;
        std::string folder = variant.name;
        std::replace_if(folder.begin(), folder.end(), [](unsigned char c) { return c < 33 || c == '/' || c == '\\'; }, '-');
        if (folder.size() > 80)
            folder = fmt::format("{}-{}", option, variants.size());
        variant.params["out"] = (out / folder).string();
        variants.push_back(std::move(variant));
    }
    return variants;
}

} // namespace

Json runImagineSweep(const Json& params, AppContext& app, JobContext& job)
{
    const fs::path out = requiredText(params, "out");
    const std::int64_t columns = integerOr(params, "columns", 6), thumb = integerOr(params, "thumb", 192);
    if (columns < 1 || columns > 32)
        throw Error("columns", "must be from 1 to 32");
    if (thumb < 32 || thumb > 1024)
        throw Error("thumb", "must be from 32 to 1024 pixels");
    const std::vector<Variant> variants = variantsOf(params, out);
    createFolder(out);
    ContactSheet sheet(static_cast<int>(thumb));
    Json made = Json::array();
    for (std::size_t i = 0; i < variants.size(); ++i) {
        SubJob part(job, static_cast<double>(i) / static_cast<double>(variants.size()), static_cast<double>(i + 1) / static_cast<double>(variants.size()));
        const Json result = runImagine(variants[i].params, app, part);
        const Json& frames = result.at("frames");
        std::vector<ColorImage> shown;
        double observed = 0;
        // Evenly over the path, its last view included.
        const std::size_t count = std::min(frames.size(), static_cast<std::size_t>(columns));
        for (std::size_t k = 0; k < count; ++k)
            shown.push_back(readColorImage(frames.at(count == 1 ? frames.size() - 1 : k * (frames.size() - 1) / (count - 1)).at("image").get<std::string>()));
        for (const Json& frame : frames)
            observed += frame.at("observed_share").get<double>() / static_cast<double>(frames.size());
        sheet.addRow(variants[i].name, shown);
        const fs::path folder = variants[i].params.at("out").get<std::string>();
        made.push_back({{"name", variants[i].name}, {"out", folder.string()}, {"observed_share", observed}, {"seconds", result.at("seconds").at("total")}});
        if (result.contains("rollout"))
            made.back()["rollout"] = result.at("rollout");
        writePng(out / "sheet.png", sheet.image()); // the rows so far can be looked at
        job.emitEvent({{"event", "row"}, {"name", variants[i].name}, {"sheet", (out / "sheet.png").string()}, {"done", i + 1}, {"count", variants.size()}});
    }
    return {{"sheet", (out / "sheet.png").string()}, {"variants", made}};
}

} // namespace w2v
