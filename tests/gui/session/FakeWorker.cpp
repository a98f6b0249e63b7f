// A worker that speaks the protocol of ARCHITECTURE.md and does what its operation's name says, so that the window's side
// can be tested without models: "vlm.info" answers, "observe" fails, "imagine" sends three frames, "vlm.answer" runs until
// it is cancelled, "runs.show" crashes, "runs.list" answers after garbage on stdout.
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include "core/base/Json.h"

namespace {

void say(const w2v::Json& line)
{
    std::cout << line.dump() << std::endl;
}

} // namespace

int main()
{
    say({{"ready", true}, {"device", "test device"}, {"software", true}, {"warnings", {"slow"}}});
    std::string text;
    long running = -1;
    while (std::getline(std::cin, text)) {
        const w2v::Json request = w2v::Json::parse(text);
        const long id = request.at("id").get<long>();
        if (request.contains("cancel")) {
            if (id == running)
                say({{"id", id}, {"cancelled", true}});
            running = -1;
            continue;
        }
        const std::string op = request.at("op");
        if (op == "vlm.info") {
            say({{"id", id}, {"result", {{"echo", request.at("params")}}}});
        } else if (op == "observe") {
            say({{"id", id},
                 {"error", {{"message", "a.png: is empty. Choose another file."}, {"subject", "a.png"}, {"reason", "is empty"},
                            {"advice", "Choose another file."}}}});
        } else if (op == "imagine") {
            for (int i = 0; i < 3; ++i) {
                say({{"id", id}, {"progress", (i + 1) / 3.0}, {"stage", "imagining " + std::to_string(i + 1) + "/3"}, {"eta", 2 - i}});
                say({{"id", id}, {"event", {{"event", "frame"}, {"index", i}, {"image", ""}}}});
            }
            say({{"id", id}, {"result", {{"rollout", "r1"}}}});
        } else if (op == "vlm.answer") {
            running = id;
            say({{"id", id}, {"progress", 0.1}, {"stage", "answering"}, {"eta", 60}});
        } else if (op == "runs.show") {
            std::cerr << "the last words" << std::endl;
            std::abort();
        } else if (op == "runs.list") {
            std::cout << "not json\n{\"half\": \n" << std::flush;
            say({{"id", id}, {"result", {{"runs", w2v::Json::array()}}}});
        }
    }
    return 0;
}
