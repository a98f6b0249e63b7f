// store_child <project> <seed> <edits>: edits a project until it is killed or done. It says on stdout what it is about to do
// and, once the call returned, that it is done, so that a test can kill it at any moment and knows what must be on the disk:
//   add <n> ... added <id>...          state <id> <state> ... done
//   answer <id> <text> ... done        undo ... done (the newest step was undone and done again)
// store_child <project> import <file>: imports a dataset file: import ... done
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>

#include "core/base/Error.h"
#include "core/dataset/DatasetTransfer.h"

namespace {

void say(const std::string& line)
{
    std::puts(line.c_str());
    std::fflush(stdout);
}

bool isThere(const w2v::Project& project, const std::string& record)
{
    try {
        (void)project.record(record);
        return true;
    } catch (const w2v::Error&) {
        return false;
    }
}

/// Runs an edit of a record. Another process may have undone the record's making between two of our steps: undo is shared. Then the
/// edit rightly fails, and the record is let go; any other failure ends the program.
bool editsRecord(const w2v::Project& project, const std::string& record, const std::function<void()>& edit)
{
    try {
        edit();
        return true;
    } catch (const w2v::Error&) {
        if (isThere(project, record))
            throw;
        return false;
    }
}

} // namespace

int main(int argc, char** argv)
try {
    if (argc != 4)
        return 2;
    w2v::Project project = w2v::Project::open(argv[1]);
    if (std::string(argv[2]) == "import") {
        w2v::SilentJobContext job;
        say("import");
        w2v::importRecords(project, argv[3], {}, job);
        say("done");
        return 0;
    }
    std::mt19937 random(static_cast<unsigned>(std::atoi(argv[2])));
    const int edits = std::atoi(argv[3]);
    std::string last;
    for (int i = 0; i < edits; ++i) {
        switch (last.empty() ? 0 : random() % 5) {
        case 0:
        case 1: {
            std::vector<w2v::QaRecord> records(1 + random() % 20);
            say("add " + std::to_string(records.size()));
            for (w2v::QaRecord& record : records) {
                record.images = {project.putImage(w2v::ColorImage(8, 8, static_cast<std::uint8_t>(random())))};
                record.question = "<image>Which way, " + std::to_string(random()) + "?";
                record.answer = "left";
            }
            project.addRecords(records, "Add");
            std::string line = "added";
            for (const w2v::QaRecord& record : records)
                line += " " + record.id;
            say(line);
            last = records.back().id;
            break;
        }
        case 2: {
            const std::string state = random() % 2 ? "accepted" : "rejected";
            say("state " + last + " " + state);
            if (!editsRecord(project, last, [&] { project.setRecordState({&last, 1}, state, ""); }))
                last.clear();
            say("done");
            break;
        }
        case 3: {
            const std::string answer = "turn" + std::to_string(random());
            say("answer " + last + " " + answer);
            if (!editsRecord(project, last, [&] { project.editRecord(last, project.record(last).question, answer); }))
                last.clear();
            say("done");
            break;
        }
        default:
            say("undo");
            project.undo();
            project.redo();
            say("done");
        }
    }
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
