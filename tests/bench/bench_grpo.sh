#!/bin/bash
# bench_grpo.sh BIN: a step of reinforcement (8 prompts x 4 answers x 32 tokens, 5.3M shape) in turn with plain PyTorch, which has no such
# step: what its own bench takes for the same rollouts (8 prompts read once, 1,024 tokens decoded at its batch of 8) and for training steps
# over the 32 sequences (batch 8, 128 tokens), added up. Prints each pair and the ratio's minimum, median and maximum.
# usage: W2V_SHARED=... [PAIRS=5] [STEPS=6] [PYTHON=/usr/bin/python3] tests/bench/bench_grpo.sh build/release/bin    needs: python3-torch
set -eu
bin=$(realpath "$1")
script=${W2V_SHARED:?names the folder with bench/bench_vlm.py}/bench/bench_vlm.py
python=${PYTHON:-/usr/bin/python3} pairs=${PAIRS:-5} steps=${STEPS:-6}
export OMP_WAIT_POLICY=passive GOMP_SPINCOUNT=0 # faster for both
"$python" -c 'import torch' || { echo "PyTorch for Python is needed (Debian: python3-torch)" >&2; exit 1; }
ratios=()
for pair in $(seq "$pairs"); do
    theirs=$("$python" "$script" --size 5m --threads 2 --batch 8 --steps "$steps" --seq 128)
    ours=$("$bin/bench_vlm" "$steps" 5m grpo)
    line=$(THEIRS=$theirs OURS=$ours "$python" - <<'PY'
import os, re
theirs, ours = os.environ["THEIRS"], os.environ["OURS"]
step = float(re.search(r"step median (\d+) ms", theirs)[1]) / 1e3
prefill, rate = map(float, re.search(r"decode batch 8: prefill .*? ([\d.]+) ms; (\d+) tokens/s", theirs).groups())
rollouts, training = prefill / 1e3 + 1024 / rate, 32 / 8 * step
own = {int(n): tuple(map(float, rest)) for n, *rest in
       re.findall(r"reinforcement, (\d) replicas?: .*? x ([\d.]+) tokens: step ([\d.]+) s .*?rollouts ([\d.]+) s .*?update ([\d.]+) s", ours)}
length, whole, wrote, learned = own[2]
ratio = whole / (rollouts + training)
print(f"{ratio:.3f} PyTorch {rollouts:.3f} + {training:.3f} = {rollouts + training:.3f} s; ours {whole:.3f} s (rollouts {wrote:.3f}, update {learned:.3f}; "
      f"{length:.1f} tokens an answer; one replica {own[1][1]:.3f} s)")
PY
    )
    echo "pair $pair: ratio $line"
    ratios+=("${line%% *}")
done
printf '%s\n' "${ratios[@]}" | sort -n | awk '{ r[NR] = $1 } END { printf "ratio: minimum %.3f, median %.3f, maximum %.3f of %d pairs (goal: 0.6)\n", r[1], r[int((NR + 1) / 2)], r[NR], NR }'
