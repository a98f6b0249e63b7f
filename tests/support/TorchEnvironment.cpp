#include "core/nn/Runtime.h"

namespace {

/// A test has no main() of its own to begin with what every program begins with. Where LibTorch's environment is not right, the test
/// starts again before anything ran. (glibc hands a constructor the arguments.)
[[gnu::constructor]] void prepare(int, char** argv, char**)
{
    w2v::ensureTorchEnvironment(argv);
}

} // namespace
