#include "app/operations/ServerOps.h"

#include "app/operations/Operation.h"
#include "core/answerers/server/ServerChat.h"
#include "core/answerers/server/ServerKey.h"

namespace w2v {

Json runServerModels(const Json& params, AppContext&, JobContext& job)
{
    const std::string server = requiredText(params, "server"), key = serverKey(server);
    return {{"server", server}, {"models", serverModels(server, key, job)}, {"has_key", !key.empty()}};
}

} // namespace w2v
