#!/bin/sh
# What decides whether a small model learns, one factor at a time (docs/learning.md). Usage:
#   tests/bench/learning_study.sh OUT [MINUTES] [SEEDS]     e.g. tests/bench/learning_study.sh study "8 30" "1 2 3"
# W2V names the program (build/release/bin/w2v). FACTORS names a part, for example FACTORS="reference pixels-84". Results that are
# there already are not measured again, so that the study can be stopped and gone on with: OUT/results/<factor>-<minutes>-<seed>.json
# holds what `w2v bench run` prints, OUT/study.w2v the runs with their curves.
set -eu
out=$1
minutes=${2:-8}
seeds=${3:-1 2 3}
w2v=${W2V:-build/release/bin/w2v}
factors=${FACTORS:-reference token-mean no-positions auxiliary-0 auxiliary-1 separate pixels-84 pixels-112 no-curriculum size-5m size-20m from-base}
export OMP_WAIT_POLICY=passive GOMP_SPINCOUNT=0
mkdir -p "$out/results"

# Views of 112 pixels: smaller ones are made of them when they are read.
if [ ! -e "$out/ready" ]; then
    rm -rf "$out/study.w2v"
    "$w2v" scenes walk --project "$out/study.w2v" --count 700 --heldout 0.15 --walks 40 --size 112x112 --seed 8000000000
    "$w2v" supervise --project "$out/study.w2v"
    touch "$out/ready"
fi

# One factor beside the settings that learned; the recipe w2v-tiny-scratch is the reference.
settings() {
    case $1 in
    reference) ;;
    token-mean) echo "data.loss_mean=token" ;;
    no-positions) echo "model.absolute_positions=false" ;;
    auxiliary-0) echo "auxiliary.weight=0" ;;
    auxiliary-1) echo "auxiliary.weight=1" ;;
    separate) echo "model.stack_views=false" ;;
    pixels-84) echo "model.image_size=84" ;;
    pixels-112) echo "model.image_size=112" ;;
    no-curriculum) echo "data.curriculum=[]" ;;
    size-5m) echo "model.preset=w2v-5m" ;;
    size-20m) echo "model.preset=w2v-20m" ;;
    *) echo "unknown factor $1" >&2; exit 2 ;;
    esac
}

for length in $minutes; do
    for seed in $seeds; do
        for factor in $factors; do
            result=$out/results/$factor-$length-$seed.json
            [ -e "$result" ] && continue
            if [ "$factor" = from-base ]; then
                set -- --recipe w2v-tiny-sft
            else
                changed=$(settings "$factor")
                set -- --recipe w2v-tiny-scratch ${changed:+--set "$changed"}
            fi
            "$w2v" train --project "$out/study.w2v" "$@" --minutes "$length" --seed "$seed" --json > "$out/run.json"
            model=$(sed -n 's/.*"model":"\([^"]*\)".*/\1/p' "$out/run.json")
            "$w2v" bench run --project "$out/study.w2v" --model "$model" --limit 250 --json > "$result.new"
            mv "$result.new" "$result"
            echo "$factor, $length minutes, seed $seed: $(sed -n 's/.*"mean":\([0-9.]*\).*/mean \1 %/p' "$result")"
        done
    done
done
