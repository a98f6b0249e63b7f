#include <cstdio>
#include <iostream>
#include <string>

#include <termios.h>
#include <unistd.h>

#include "app/cli/CommandBuilder.h"
#include "core/answerers/server/ServerKey.h"
#include "core/base/Error.h"

namespace w2v {

namespace {

/// A line from stdin; on a terminal it is not shown while it is typed.
std::string typedSecret()
{
    struct Quiet {
        termios before{};
        bool changed = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
        Quiet()
        {
            if (!changed)
                return;
            std::fputs("Key: ", stderr);
            termios quiet = before;
            quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        }
        ~Quiet()
        {
            if (!changed)
                return;
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
            std::fputs("\n", stderr);
        }
    } const quiet;
    std::string line;
    std::getline(std::cin, line);
    return line;
}

} // namespace

void addServerCommands(CLI::App& parent, Command& c)
{
    Builder(parent, "models", "List the models of a server", c, "server.models").text("--server", "server", "Address, for example http://localhost:8000", true);
    Builder(parent, "key", "Put a server's key, a line of the standard input, into the system's keychain", c, kServerKeyCommand)
        .text("--server", "server", "Address, as it is given when the server is asked", true)
        .flag("--forget", "forget", "Instead: take the key out");
}

Json keepTypedServerKey(const Json& params)
{
    const std::string server = params.at("server").get<std::string>();
    const bool forget = params.value("forget", false);
    const std::string key = forget ? std::string() : typedSecret();
    if (!forget && key.empty())
        throw Error("key", "is empty", "Give it as a line of the standard input, or --forget");
    keepServerKey(server, key);
    return {{"server", server}, {"kept", !forget}};
}

} // namespace w2v
