#pragma once
#include "core/answerers/server/ServerAnswerer.h"
#include "core/base/Json.h"

namespace w2v {

/// A server by the parameters `server`, `server_model` and those that say how it is asked (see ARCHITECTURE.md, `bench.answer`).
ServerOptions serverOptions(const Json& params);

} // namespace w2v
