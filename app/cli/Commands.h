#pragma once
#include <string>

#include <CLI/CLI.hpp>

#include "core/base/Json.h"

namespace w2v {

/// The operation a command line names, with its parameters.
struct Command {
    std::string operation;
    Json params = Json::object();
    bool json = false;
};

/// What is no operation, because keys are parameters of nothing: reads the key and keeps it.
inline constexpr const char* kServerKeyCommand = "server.key";
Json keepTypedServerKey(const Json& params);

/// The subcommands of `w2v server`.
void addServerCommands(CLI::App& server, Command& chosen);

/// Adds every subcommand to `cli`; the chosen one fills `chosen` while parsing.
void addCommands(CLI::App& cli, Command& chosen);

} // namespace w2v
