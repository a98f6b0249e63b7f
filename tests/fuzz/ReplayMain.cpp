// Runs a fuzz target over the files of a folder, and over shortened and flipped copies of each, without libFuzzer.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/Files.h"
#include "core/base/Rng.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void runOnce(const std::string& input)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

void runVaried(const std::string& input, std::uint64_t seed)
{
    constexpr int kVariants = 200;
    w2v::Rng rng(seed);
    runOnce(input);
    for (int i = 0; i < kVariants && !input.empty(); ++i) {
        std::string copy = input;
        if (rng.chance(0.25))
            copy.resize(static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(copy.size()) - 1)));
        for (std::int64_t k = rng.integer(0, 3); k > 0 && !copy.empty(); --k)
            copy[static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(copy.size()) - 1))] = static_cast<char>(rng.integer(0, 255));
        runOnce(copy);
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1]))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (std::size_t i = 0; i < files.size(); ++i)
        runVaried(w2v::readFile(files[i]), i);
    std::printf("%zu files replayed\n", files.size());
    return files.empty() ? 1 : 0;
}
