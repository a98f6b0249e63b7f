#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/JobContext.h"
#include "core/base/Json.h"
#include "core/image/Raster.h"

namespace w2v {

/// A question as any answerer takes it.
struct AnswerRequest {
    std::size_t index = 0;            ///< of whoever asks; comes back with the reply
    std::string prompt;               ///< one <image> mark for each image, in reading order; without any mark the images come first
    std::vector<ColorImage> images;
    std::vector<std::string> options; ///< when not empty the reply is the likeliest of these
    std::string id = {};              ///< of the question, for who needs more of it than the prompt
    std::string key = {};             ///< digest of all that the reply depends on; equal keys, equal questions
};

/// What came of a request.
struct AnswerReply {
    std::string text;                 ///< as the model gave it
    std::string failure;              ///< why there is no reply; empty when there is one
    Json detail = Json::object();     ///< tokens, seconds, attempts ...: stored with the reply
    double cost = 0;                  ///< in the currency of the prices given; 0 when there is none
};

/// Whoever can be asked: a local checkpoint, a server, a model that imagines views first.
class Answerer {
public:
    using Next = std::function<std::optional<AnswerRequest>()>;
    using Done = std::function<void(std::size_t index, const AnswerReply& reply)>;

    virtual ~Answerer() = default;

    /// Everything that replies depend on, and nothing secret: stored with each and compared when a run is resumed.
    virtual Json identity() const = 0;

    /// Whether requests may have options.
    virtual bool canChoose() const = 0;

    /// Asks what `next` gives until it gives nothing; hands every reply or failure to `done` as soon as it is there, in any order. Both are
    /// called by one thread at a time. Throws Cancelled, and Error when going on makes no sense; what was done is done.
    virtual void answerAll(const Next& next, const Done& done, JobContext& job) = 0;
};

} // namespace w2v
