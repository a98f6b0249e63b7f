#pragma once
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/Commands.h"

namespace w2v {

/// "o3", an observation of the project, unless a file has that name.
inline bool isObservationId(const std::string& value)
{
    std::error_code ignored;
    return value.size() > 1 && value.front() == 'o' && value.find_first_not_of("0123456789", 1) == std::string::npos
        && !std::filesystem::exists(value, ignored);
}

/// A path as it is wherever it is read; "room:<seed>", "blob:<digest>" and an observation's id are no paths.
inline std::string absolute(const std::string& value)
{
    if (const std::size_t at = value.find('@'); value.starts_with("room:") && at != std::string::npos && at + 1 < value.size()) // a furniture library
        return value.substr(0, at + 1) + std::filesystem::absolute(value.substr(at + 1)).string();
    if (value.starts_with("room:") || value.starts_with("blob:") || isObservationId(value))
        return value;
    const std::filesystem::path path = std::filesystem::absolute(value);
    return (path.has_filename() ? path : path.parent_path()).string(); // "folder/" is called "folder"
}

/// One subcommand whose options write straight into the operation's parameters.
class Builder {
public:
    Builder(CLI::App& parent, const std::string& words, const std::string& help, Command& chosen, const std::string& operation)
        : m_command(parent.add_subcommand(words, help)), m_chosen(chosen), m_operation(std::make_shared<std::string>(operation))
    {
        m_command->add_flag("--json", chosen.json, "Print one JSON object");
        // A command with subcommands of its own runs only when none of them was chosen.
        m_command->callback([&chosen, named = m_operation, command = m_command] {
            if (command->get_subcommands().empty())
                chosen.operation = *named;
        });
    }
    CLI::App& command() { return *m_command; }
    /// A parameter that the command itself means.
    Builder& constant(const std::string& key, const Json& value)
    {
        m_command->parse_complete_callback([params = &m_chosen.params, key, value] { (*params)[key] = value; });
        return *this;
    }

    /// `path`: made absolute, because a worker may run elsewhere. "room:<seed>" names a generated room.
    Builder& path(const std::string& names, const std::string& key, const std::string& help, bool required = false)
    {
        return text(names, key, help, required, true);
    }
    Builder& text(const std::string& names, const std::string& key, const std::string& help, bool required = false, bool isPath = false)
    {
        auto* params = &m_chosen.params;
        auto* option = m_command->add_option_function<std::string>(names, [params, key, isPath](const std::string& value) {
            (*params)[key] = isPath ? absolute(value) : value;
        }, help);
        option->required(required);
        return *this;
    }
    Builder& number(const std::string& names, const std::string& key, const std::string& help)
    {
        auto* params = &m_chosen.params;
        m_command->add_option_function<double>(names, [params, key](const double& value) { (*params)[key] = value; }, help);
        return *this;
    }
    Builder& integer(const std::string& names, const std::string& key, const std::string& help)
    {
        auto* params = &m_chosen.params;
        m_command->add_option_function<std::int64_t>(names, [params, key](const std::int64_t& v) { (*params)[key] = v; }, help);
        return *this;
    }
    Builder& paths(const std::string& names, const std::string& key, const std::string& help)
    {
        auto* params = &m_chosen.params;
        m_command->add_option_function<std::vector<std::string>>(names, [params, key](const std::vector<std::string>& values) {
            for (const auto& value : values)
                (*params)[key].push_back(absolute(value));
        }, help);
        return *this;
    }
    Builder& texts(const std::string& names, const std::string& key, const std::string& help)
    {
        auto* params = &m_chosen.params;
        m_command->add_option_function<std::vector<std::string>>(names, [params, key](const std::vector<std::string>& values) {
            (*params)[key] = values;
        }, help);
        return *this;
    }
    /// JSON objects, each an argument of its own; paths in their lists "images" are made absolute.
    Builder& turns(const std::string& names, const std::string& key, const std::string& help)
    {
        auto* params = &m_chosen.params;
        m_command->add_option_function<std::vector<std::string>>(names, [params, key, names](const std::vector<std::string>& values) {
            for (const auto& value : values) {
                Json turn = Json::parse(value, nullptr, false);
                if (!turn.is_object())
                    throw CLI::ValidationError(names, "\"" + value + "\" is not a JSON object");
                if (turn.contains("images") && turn["images"].is_array())
                    for (Json& image : turn["images"])
                        if (image.is_string())
                            image = absolute(image.get<std::string>());
                (*params)[key].push_back(std::move(turn));
            }
        }, help);
        return *this;
    }
    /// Fields of a recipe, "optimizer.batch=8" each.
    Builder& assignments(const std::string& names, const std::string& key, const std::string& help)
    {
        auto* params = &m_chosen.params;
        m_command->add_option_function<std::vector<std::string>>(names, [params, key, names](const std::vector<std::string>& values) {
            for (const auto& value : values) {
                const auto equals = value.find('=');
                if (equals == 0 || equals == std::string::npos)
                    throw CLI::ValidationError(names, "\"" + value + "\" is not FIELD=VALUE");
                (*params)[key][value.substr(0, equals)] = value.substr(equals + 1);
            }
        }, help);
        return *this;
    }
    /// Numbers with commas between them.
    Builder& numbers(const std::string& names, const std::string& key, const std::string& help)
    {
        auto* params = &m_chosen.params;
        m_command->add_option_function<std::vector<double>>(names, [params, key](const std::vector<double>& values) {
            (*params)[key] = values;
        }, help)->delimiter(',');
        return *this;
    }
    Builder& flag(const std::string& names, const std::string& key, const std::string& help)
    {
        auto* params = &m_chosen.params;
        m_command->add_flag_callback(names, [params, key] { (*params)[key] = true; }, help);
        return *this;
    }
    /// A flag that does something else with the same options: another operation.
    Builder& instead(const std::string& names, const std::string& operation, const std::string& help)
    {
        m_command->add_flag_callback(names, [named = m_operation, operation] { *named = operation; }, help);
        return *this;
    }
    /// The same for an option with a value, which becomes a parameter.
    Builder& insteadWith(const std::string& names, const std::string& key, const std::string& operation, const std::string& help)
    {
        m_command->add_option_function<std::string>(names, [named = m_operation, operation, key, params = &m_chosen.params](const std::string& value) {
            *named = operation;
            (*params)[key] = value;
        }, help);
        return *this;
    }
    Builder& model(bool required = true)
    {
        return path("--model", "model", "Model folder", required)
            .path("--adapter", "adapter", "LoRA adapter folder")
            .text("--dtype", "dtype", "Weights in memory: float32 (default), bfloat16, float16 or auto")
            .text("--device", "device", "cpu (default), cuda or cuda:<number>");
    }
    Builder& trajectory()
    {
        return text("--actions", "actions", "Action text, for example \"move forward 0.5 meters; turn left 30 degrees\"")
            .number("--max-step-m", "max_step_m", "Largest move between frames, metres (0.2)")
            .number("--max-step-deg", "max_step_deg", "Largest turn between frames, degrees (5)")
            .text("--size", "size", "Image size WxH (576x576)")
            .number("--fov", "fov", "Field of view along the longer side, degrees (54)");
    }
    /// Options of Stable Virtual Camera.
    Builder& svc()
    {
        return path("--svc-weights", "svc_weights", "svc: folder with the weights (see w2v worldmodel help)")
            .text("--svc-type", "svc_type", "svc: auto, float32, bfloat16 or float16")
            .text("--svc-device", "svc_device", "svc: auto, cpu or cuda")
            .integer("--steps", "steps", "svc: denoising steps (50)")
            .number("--guidance", "guidance", "svc: guidance of the first pass (4)")
            .number("--guidance-refined", "guidance_refined", "svc: guidance of the second pass (2)")
            .number("--camera-scale", "camera_scale", "svc: units of the model for what is looked at (2)")
            .text("--scale-rule", "scale_rule", "svc: metric (metres stay metres) or reference")
            .integer("--passes", "passes", "svc: 1, 2, or 0 for as many as are needed")
            .text("--chunk-strategy", "chunk_strategy", "svc: interp, interp-gt, nearest, nearest-gt, gt ...");
    }
    /// Options of programs and exported models; `silence`: the name of the option for it, which some commands have for something else.
    Builder& outsideModels(const char* silence = "--silence,--process-silence")
    {
        return text("--process,--process-command", "process_command", "process: the command that starts the program")
            .path("--torchscript,--torchscript-file", "torchscript_file", "torchscript: the exported model")
            .flag("--trust,--torchscript-trusted", "torchscript_trusted", "torchscript: the file is code; this says that it may run")
            .text("--torchscript-device", "torchscript_device", "torchscript: auto, cpu or cuda")
            .number(silence, "process_silence", "process, torchscript: seconds without a word until it is ended (300)")
            .number("--memory-gb,--process-memory-gb", "process_memory_gb", "process, torchscript: address space it may take")
            .object("--model-options", "model_options", "process: a JSON object handed to the program");
    }
    /// "depth=3,world-model=mesh" as an object: {"depth": 3, "world_model": "mesh"}.
    Builder& settings(const std::string& names, const std::string& key, const std::string& help)
    {
        auto* params = &m_chosen.params;
        m_command->add_option_function<std::vector<std::string>>(names, [params, key, names](const std::vector<std::string>& values) {
            Json& object = ((*params)[key] = Json::object());
            for (const std::string& value : values) {
                if (value.empty() || value == "{}") // the option alone: all as usual
                    continue;
                const std::size_t equals = value.find('=');
                if (equals == 0 || equals == std::string::npos)
                    throw CLI::ValidationError(names, "\"" + value + "\" is not name=value");
                std::string name = value.substr(0, equals);
                std::replace(name.begin(), name.end(), '-', '_');
                const Json number = Json::parse(value.substr(equals + 1), nullptr, false);
                object[name] = number.is_number() ? number : Json(value.substr(equals + 1));
            }
        }, help)->delimiter(',')->expected(0, 64);
        return *this;
    }
    /// JSON objects, as a list; may be given several times.
    Builder& objects(const std::string& names, const std::string& key, const std::string& help)
    {
        auto* params = &m_chosen.params;
        m_command->add_option_function<std::vector<std::string>>(names, [params, key, names](const std::vector<std::string>& values) {
            for (const std::string& value : values) {
                const Json object = Json::parse(value, nullptr, false);
                if (!object.is_object())
                    throw CLI::ValidationError(names, "\"" + value + "\" is not a JSON object");
                (*params)[key].push_back(object);
            }
        }, help);
        return *this;
    }
    /// A JSON object.
    Builder& object(const std::string& names, const std::string& key, const std::string& help)
    {
        auto* params = &m_chosen.params;
        m_command->add_option_function<std::string>(names, [params, key, names](const std::string& value) {
            const Json object = Json::parse(value, nullptr, false);
            if (!object.is_object())
                throw CLI::ValidationError(names, "\"" + value + "\" is not a JSON object");
            (*params)[key] = object;
        }, help);
        return *this;
    }

private:
    CLI::App* m_command;
    Command& m_chosen;
    std::shared_ptr<std::string> m_operation;
};

} // namespace w2v
