#include "app/operations/ProcessSetup.h"

#include <csignal>

#include "core/base/Log.h"
#include "core/nn/Runtime.h"

namespace w2v {

void prepareProcess(char** argv)
{
    ensureTorchEnvironment(argv);
    std::signal(SIGPIPE, SIG_IGN);
    startLogging();
}

} // namespace w2v
