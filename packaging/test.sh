#!/bin/sh
# Installs what is missing, builds everything with warnings as errors, and runs all tests. Tests of the window start their own
# X server. Options are passed on to ctest (-R name, -L label). Closes with "N passed, M failed".
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
preset=${W2V_PRESET:-ci}
build=$root/build/$preset

[ "${W2V_SKIP_DEPS:-}" = 1 ] || "$root/packaging/install-deps.sh"
"$root/packaging/build.sh" "$preset"

# Two at a time at most: many tests use several threads themselves, and the window's tests draw in software.
jobs=$(nproc)
[ "$jobs" -gt 2 ] && jobs=2
log=$build/Testing/Temporary/LastTest.log
rm -f "$log"
{
    status=0
    ctest --test-dir "$build" --output-on-failure -j "$jobs" "$@" 2>&1 || status=$?
    echo "$status" >"$build/ctest.status"
} | tee "$build/ctest.txt"
status=$(cat "$build/ctest.status")

# ctest knows whether a program passed; what a test inside it skipped, and why, stands in its output.
if [ -f "$log" ]; then
    skipped=$(awk '/^SKIP   : / { sub(/^SKIP   : /, ""); print "  " $0 }' "$log" | sort | uniq)
    skipped_programs=$(awk '/\*\*\*Skipped/ { print "  " $4 " (whole program)" }' "$build/ctest.txt")
    if [ -n "$skipped$skipped_programs" ]; then
        printf '\nSkipped:\n%s\n' "$skipped$skipped_programs"
    else
        printf '\nNothing was skipped.\n'
    fi
fi
total=$(awk '/tests passed, .* failed out of/ { print $NF }' "$build/ctest.txt")
failed=$(awk '/tests passed, .* failed out of/ { print $4 }' "$build/ctest.txt")
if [ -z "$total" ]; then
    echo "test: ctest ran no tests" >&2
    exit 1
fi
printf '%d passed, %d failed\n' $((total - failed)) "$failed"
exit "$status"
