// bench_window_project PROJECT SCENE: makes a project with one observation, for bench_window.sh to open in the window.
#include <cstdio>
#include <filesystem>

#include "core/dataset/Project.h"

int main(int argc, char** argv)
try {
    if (argc != 3) {
        std::fprintf(stderr, "usage: bench_window_project PROJECT SCENE\n");
        return 2;
    }
    std::filesystem::remove_all(argv[1]);
    w2v::Project project = w2v::Project::create(argv[1]);
    project.addObservation({"", std::filesystem::path(argv[2]).stem().string(), "mesh_scene", argv[2], "", {}});
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
