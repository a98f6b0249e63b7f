#!/bin/sh
# fuzz.sh [SECONDS [TARGET...]]: builds the libFuzzer targets (preset fuzz: clang, address and undefined-behaviour sanitizers)
# and runs each for that long (600) from its corpus. New inputs are kept in build/fuzz/corpus/<target>, failing ones beside the
# log in build/fuzz/runs/<target>. A failing input belongs into tests/fuzz/corpus/<target>, where the other tests replay it.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-600}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- safetensors tokenizer config metrics events
[ -f build/fuzz/build.ninja ] || cmake --preset fuzz
nice -n 10 cmake --build build/fuzz -j2 --target w2v_fuzzers
failed=
for target; do
    runs=build/fuzz/runs/$target found=build/fuzz/corpus/$target
    mkdir -p "$runs" "$found"
    case $target in metrics | events) dictionary= ;; *) dictionary=-dict=tests/fuzz/$target.dict ;; esac
    echo "$target: $seconds s"
    nice -n 15 "build/fuzz/bin/fuzz_$target" -max_total_time="$seconds" -max_len=8192 -timeout=30 -rss_limit_mb=2560 \
        -print_final_stats=1 $dictionary -artifact_prefix="$runs/" "$found" "tests/fuzz/corpus/$target" >"$runs/log" 2>&1 \
        || failed="$failed $target"
    grep -E "^stat::|ERROR|SUMMARY" "$runs/log" || true
    grep "cov:" "$runs/log" | tail -n 1
done
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }
