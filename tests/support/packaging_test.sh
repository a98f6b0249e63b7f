#!/bin/sh
# packaging_test.sh SOURCE WORK: runs the packaging scripts in a tree of stand-ins (no package is installed, nothing is built)
# and checks what they call, with which arguments, and what they say.
# shellcheck disable=SC2016 # the stand-ins expand their own arguments
set -eu
source=$1
work=$2
rm -rf "$work"
mkdir -p "$work/tree/packaging" "$work/bin" "$work/tree/build/release/bin" "$work/tree/build/dev/bin" "$work/tree/build/ci"
cp "$source"/packaging/*.sh "$source/packaging/packages.txt" "$work/tree/packaging/"
cd "$work"
failures=0

stand_in() { # stand_in FILE BODY: records its name and arguments in calls.txt, then runs BODY
    # shellcheck disable=SC2016 # expanded when the stand-in runs
    printf '#!/bin/sh\n{ printf "%%s" "${0##*/}"; for a in "$@"; do printf " [%%s]" "$a"; done; echo; } >>"%s/calls.txt"\n%s\n' \
        "$work" "$2" >"$1"
    chmod +x "$1"
}

expect() { # expect WHAT TEXT FILE: the file has the text
    if ! grep -qF -- "$2" "$3"; then
        printf 'FAILED: %s: "%s" is not in:\n%s\n' "$1" "$2" "$(cat "$3")"
        failures=$((failures + 1))
    fi
}

expect_not() {
    if grep -qF -- "$2" "$3"; then
        printf 'FAILED: %s: "%s" is in:\n%s\n' "$1" "$2" "$(cat "$3")"
        failures=$((failures + 1))
    fi
}

run() { # run STATUS COMMAND...: runs with the stand-ins first in PATH; output in out.txt, calls in calls.txt
    wanted=$1
    shift
    : >calls.txt
    status=0
    env PATH="$work/bin:$PATH" "$@" >out.txt 2>&1 </dev/null || status=$?
    if [ "$status" -ne "$wanted" ]; then
        printf 'FAILED: %s: exit code %s instead of %s:\n%s\n' "$*" "$status" "$wanted" "$(cat out.txt)"
        failures=$((failures + 1))
    fi
}

# --- start.sh
for preset in release dev; do
    for program in w2v w2v-workbench; do
        stand_in "tree/build/$preset/bin/$program" "echo '$program of $preset ran'"
    done
done
stand_in bin/cmake ''
export W2V_SKIP_DEPS=1
unset W2V_PRESET CMAKE_PREFIX_PATH CMAKE_BUILD_PARALLEL_LEVEL || true
unset WAYLAND_DISPLAY || true

run 0 env -u DISPLAY tree/packaging/start.sh --minutes 2 --seed 3
expect "no display" "there is no display" out.txt
expect "no display" "w2v [demo] [--out] [$work/tree/build/demo] [--minutes] [2] [--seed] [3]" calls.txt
expect "no display builds no window" "cmake [--build] [--preset] [release] [--target] [w2v] [w2v-worker]" calls.txt
expect "tells where to look" "Look at $work/tree/build/demo" out.txt
run 0 env DISPLAY=:9 tree/packaging/start.sh --headless --demo-dir "$work/a folder" --json
expect "headless" "w2v [demo] [--out] [$work/a folder] [--json]" calls.txt
run 0 env DISPLAY=:9 tree/packaging/start.sh --preset dev --theme light "two words"
expect "window" "w2v-workbench [--demo] [--theme] [light] [two words]" calls.txt
expect "window of the preset" "w2v-workbench of dev ran" out.txt
run 0 env DISPLAY=:9 tree/packaging/start.sh --preset=dev --demo-dir=demo
expect "demo folder" "w2v-workbench [--demo] [demo/demo.w2v]" calls.txt
run 0 env -u DISPLAY WAYLAND_DISPLAY=wayland-0 tree/packaging/start.sh
expect "wayland" "w2v-workbench [--demo]" calls.txt
run 2 tree/packaging/start.sh --preset
run 0 tree/packaging/start.sh --help
expect "help" "--headless" out.txt
stand_in tree/build/release/bin/w2v 'echo "w2v: cannot" >&2; exit 1'
run 1 env -u DISPLAY tree/packaging/start.sh
expect_not "a failed demo is not called done" "done. Look" out.txt
stand_in bin/cmake 'exit 1'
run 1 env -u DISPLAY tree/packaging/start.sh
expect_not "a failed build runs nothing" "w2v [demo]" calls.txt

# --- test.sh
stand_in bin/cmake ''
stand_in bin/ctest 'printf "SKIP   : TestA::one() no shared data\n" >"$2/Testing/Temporary/LastTest.log"
echo "2/9 Test #2: tst_B .....***Skipped 0.1 sec"
echo "89% tests passed, 1 tests failed out of 9"; exit 8'
mkdir -p tree/build/ci/Testing/Temporary
run 8 tree/packaging/test.sh -R tst_A
expect "ctest options" "[--output-on-failure]" calls.txt
expect "ctest options" "[-R] [tst_A]" calls.txt
expect "skips" "TestA::one() no shared data" out.txt
expect "skipped programs" "tst_B (whole program)" out.txt
expect "last line" "8 passed, 1 failed" out.txt
stand_in bin/ctest 'echo "No tests were found!!!"'
run 1 tree/packaging/test.sh
stand_in bin/ctest ': >"$2/Testing/Temporary/LastTest.log"; echo "100% tests passed, 0 tests failed out of 9"'
run 0 tree/packaging/test.sh
expect "last line" "9 passed, 0 failed" out.txt
expect "skips" "Nothing was skipped" out.txt

# --- install-deps.sh
installed_all='shift 2; for p in "$@"; do echo "$p installed"; done'
stand_in bin/dpkg-query "$installed_all"
stand_in bin/apt-get ''
stand_in bin/sudo 'exit 1'
stand_in bin/ldconfig ''
run 0 tree/packaging/install-deps.sh
expect "all there" "packages are installed" out.txt
expect_not "nothing to do" "apt-get" calls.txt
expect_not "nothing to do" "sudo" calls.txt
# Two are missing; one is removed with its configuration left behind.
stand_in bin/dpkg-query 'shift 2; for p in "$@"; do case $p in cmake) ;; xvfb) echo "xvfb config-files" ;; *) echo "$p installed" ;; esac; done; exit 1'
stand_in bin/id 'echo 0'
run 0 tree/packaging/install-deps.sh
expect "missing" "2 of" out.txt
expect "missing" "[install] [--yes] [--no-install-recommends] [cmake] [xvfb]" calls.txt
expect_not "lists are fresh" "[update]" calls.txt
stand_in bin/apt-get 'case "$*" in *--simulate*) exit 100 ;; esac'
run 0 tree/packaging/install-deps.sh
expect "stale lists" "[update]" calls.txt
stand_in bin/id 'echo 1000'
run 1 tree/packaging/install-deps.sh
expect "no sudo" "Ask an administrator to run" out.txt
expect "no sudo" "apt-get install --yes --no-install-recommends cmake xvfb" out.txt
expect_not "no sudo" "[install] [--yes]" calls.txt
stand_in bin/sudo 'case $1 in -n) exit 0 ;; esac; exec "$@"'
run 0 tree/packaging/install-deps.sh
expect "sudo" "installing through sudo" out.txt
expect "sudo" "sudo [env] [DEBIAN_FRONTEND=noninteractive] [apt-get]" calls.txt
# Another LibTorch takes the place of Debian's.
mkdir -p torch/share/cmake/Torch
: >torch/share/cmake/Torch/TorchConfig.cmake
stand_in bin/dpkg-query "$installed_all"
run 0 env CMAKE_PREFIX_PATH="/nowhere:$work/torch" tree/packaging/install-deps.sh
expect_not "own LibTorch" "libtorch-dev" calls.txt
expect "own LibTorch" "using the LibTorch in $work/torch" out.txt
# The reference BLAS gets a warning.
mkdir -p blas
: >blas/libblas.so.3
stand_in bin/ldconfig "echo '	libblas.so.3 (libc6,x86-64) => $work/blas/libblas.so.3'"
run 0 tree/packaging/install-deps.sh
expect "reference BLAS" "WARNING: libblas.so.3 is the slow reference BLAS" out.txt

if [ "$failures" -gt 0 ]; then
    echo "$failures checks failed"
    exit 1
fi
rm -rf "$work"
echo "all packaging checks passed"
