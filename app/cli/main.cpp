// w2v: every operation of the workbench on the command line.
#include <cstdio>
#include <string>

#include <CLI/CLI.hpp>

#include "app/cli/Commands.h"
#include "app/cli/Print.h"
#include "app/cli/TerminalJob.h"
#include "app/operations/Operation.h"
#include "app/operations/ProcessSetup.h"
#include "core/base/Error.h"

int main(int argc, char** argv)
{
    w2v::prepareProcess(argv);
    CLI::App cli("World2VLM Workbench on the command line: imagine, supervise, post-train, benchmark.", "w2v");
    cli.set_version_flag("--version", W2V_VERSION);
    cli.require_subcommand(1);
    w2v::Command chosen;
    w2v::addCommands(cli, chosen);
    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return cli.exit(e) == 0 ? 0 : 2;
    }
    try {
        w2v::AppContext app;
        w2v::Json result;
        if (chosen.operation == w2v::kServerKeyCommand) { // Ctrl+C ends it at once
            result = w2v::keepTypedServerKey(chosen.params);
        } else {
            w2v::TerminalJob job;
            result = w2v::findOperation(chosen.operation).run(chosen.params, app, job);
        }
        if (chosen.json)
            std::printf("%s\n", result.dump(-1, ' ', false, w2v::Json::error_handler_t::replace).c_str());
        else
            w2v::printResult(chosen.operation, result);
        return chosen.operation == "worldmodel.check" && !result.at("passed").get<bool>() ? 1 : 0;
    } catch (const w2v::Cancelled&) {
        std::fprintf(stderr, "w2v: stopped; what was finished is kept\n");
    } catch (const std::exception& e) {
        std::fprintf(stderr, "w2v: %s\n", e.what());
    }
    return 1;
}
