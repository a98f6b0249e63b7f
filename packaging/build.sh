#!/bin/sh
# build.sh PRESET [TARGET...]: configures and builds a preset (all targets by default) with as many jobs as memory allows.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
preset=$1
shift
cd "$root"
if [ -z "${CMAKE_BUILD_PARALLEL_LEVEL:-}" ]; then
    # A file that includes LibTorch takes up to 2 GB to compile.
    gigabytes=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo 2>/dev/null || echo 4)
    jobs=$(nproc)
    [ "$jobs" -gt $((gigabytes / 2)) ] && jobs=$((gigabytes / 2))
    [ "$jobs" -lt 1 ] && jobs=1
    CMAKE_BUILD_PARALLEL_LEVEL=$jobs
    export CMAKE_BUILD_PARALLEL_LEVEL
fi
began=$(date +%s)
printf 'build: configuring the preset %s\n' "$preset" >&2
cmake --preset "$preset" >&2
printf 'build: building with %s jobs\n' "$CMAKE_BUILD_PARALLEL_LEVEL" >&2
if [ $# -gt 0 ]; then
    cmake --build --preset "$preset" --target "$@" >&2
else
    cmake --build --preset "$preset" >&2
fi
printf 'build: done after %d s\n' $(($(date +%s) - began)) >&2
