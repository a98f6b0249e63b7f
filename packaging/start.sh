#!/bin/sh
# Installs what is missing, builds, and opens the workbench on the demo project. Without a display it runs the same loop
# headless and says where to look. Safe to repeat.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
say() { printf '%s\n' "$*" >&2; }

usage() {
    cat <<'USAGE'
packaging/start.sh [--headless] [--preset NAME] [--demo-dir DIR] [OPTION...]

  --headless       run the whole loop without a window (w2v demo), also when there is a display
  --preset NAME    CMake preset to build: release (default), dev, ...
  --demo-dir DIR   folder of the demo: its project is DIR/demo.w2v; headless, the pictures and the table go there too
  OPTION...        passed on to w2v-workbench (--theme light, --language zh_CN) or to w2v demo (--minutes 8, --seed 2, --json)

Environment: CMAKE_PREFIX_PATH (another LibTorch), CMAKE_BUILD_PARALLEL_LEVEL (jobs), W2V_SKIP_DEPS=1 (install nothing).
USAGE
}

headless=
preset=release
demo_dir=
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    count=$((count - 1))
    case $argument in
        --help | -h)
            usage
            exit 0
            ;;
        --headless) headless=1 ;;
        --preset=*) preset=${argument#*=} ;;
        --demo-dir=*) demo_dir=${argument#*=} ;;
        --preset | --demo-dir)
            if [ "$count" -eq 0 ]; then
                say "start: $argument needs a value"
                exit 2
            fi
            [ "$argument" = --preset ] && preset=$1 || demo_dir=$1
            shift
            count=$((count - 1))
            ;;
        *) set -- "$@" "$argument" ;; # kept for the program
    esac
done

if [ -z "$headless" ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    say "start: there is no display (DISPLAY and WAYLAND_DISPLAY are empty): running the loop headless"
    headless=1
fi

[ "${W2V_SKIP_DEPS:-}" = 1 ] || "$root/packaging/install-deps.sh"
bin=$root/build/$preset/bin

if [ -n "$headless" ]; then
    "$root/packaging/build.sh" "$preset" w2v w2v-worker
    out=${demo_dir:-$root/build/demo}
    mkdir -p "$out"
    say "start: running the whole loop, about 10 minutes (see w2v demo --help); results go to $out"
    status=0
    "$bin/w2v" demo --out "$out" "$@" || status=$?
    if [ "$status" -eq 0 ]; then
        say "start: done. Look at $out: the project demo.w2v (records, runs, answers) and the pictures beside it."
        say "start: to see it in the window, on a machine with a display: $bin/w2v-workbench $out/demo.w2v"
    fi
    exit "$status"
fi

"$root/packaging/build.sh" "$preset" w2v w2v-worker w2v-workbench
if [ -n "$demo_dir" ]; then
    mkdir -p "$demo_dir"
    exec "$bin/w2v-workbench" --demo "$@" "$demo_dir/demo.w2v"
fi
exec "$bin/w2v-workbench" --demo "$@"
