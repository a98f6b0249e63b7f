#!/bin/bash
# bench_window.sh BIN SCENE... : the real window under Xvfb at 1280x720. For each scene (PLY): from the start of the program to the
# first frame that shows it, frames during a scripted drag, and from the end of the drag to the full detail. With PEERS=1 the viewers
# f3d, meshlab and CloudCompare open the same files in the same run, through W2V_SHARED/bench/bench_viewer.sh.
# usage: PEERS=1 W2V_SHARED=... tests/bench/bench_window.sh build/release/bin points_1000000.ply    needs: xvfb xdotool python3
set -u
bin=$(realpath "$1"); shift
shared=${W2V_SHARED:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
drag=${DRAG:-6} window=${WINDOW:-1280x720} nice=${NICE:--5}
icd=/usr/share/vulkan/icd.d/lvp_icd.x86_64.json
now() { python3 -c 'import time; print(time.monotonic())'; }

ours() { # ours SCENE
    local project=$work/bench.w2v log=$work/frames display=:$((50 + RANDOM % 400))
    rm -f "$log"
    "$bin/bench_window_project" "$project" "$1" || return
    Xvfb $display -screen 0 "${window}x24" -nolisten tcp >/dev/null 2>&1 & local server=$!
    sleep 1
    local t0; t0=$(now)
    DISPLAY=$display QT_QPA_PLATFORM=xcb VK_DRIVER_FILES=$icd VK_ICD_FILENAMES=$icd W2V_SETTINGS=$work/settings W2V_FRAME_LOG=$log \
        nice -n "$nice" "$bin/w2v-workbench" "$project" --workspace observe --size "$window" >/dev/null 2>&1 & local program=$!
    sleep "${WAIT:-5}"
    local c0 c1 d0 d1 rss
    c0=$(awk '{print $14 + $15}' /proc/$program/stat); d0=$(now)
    # The uptime is the monotonic clock, here of the moment when the last move was sent.
    python3 - "$drag" "${DRAGX:-560}" "${DRAGY:-320}" "$work/rest" <<'PY' | DISPLAY=$display xdotool -
import math, sys
seconds, x, y = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
print(f"mousemove {x} {y}\nmousedown 1")
for i in range(int(seconds / 0.008)):
    print(f"mousemove {int(x + 120 * math.cos(i * .05))} {int(y + 90 * math.sin(i * .05))}\nsleep 0.008")
print("mouseup 1")
print(f"exec --sync cp /proc/uptime {sys.argv[4]}")
PY
    d1=$(cut -d' ' -f1 "$work/rest"); c1=$(awk '{print $14 + $15}' /proc/$program/stat); rss=$(awk '/VmHWM/{print int($2 / 1024)}' /proc/$program/status)
    sleep 3
    kill $program; wait $program 2>/dev/null; kill $server; wait $server 2>/dev/null
    python3 - "$(basename "$1")" "$log" "$t0" "$d0" "$d1" "$c0" "$c1" "$rss" <<'PY'
import sys
name, log = sys.argv[1:3]
t0, d0, d1, c0, c1 = map(float, sys.argv[3:8])
rows = [list(map(float, line.split())) for line in open(log)]
data = [r for r in rows if r[4] + r[5] > 0]
drag = [r for r in data if d0 <= r[0] <= d1]
gaps = sorted(b[0] - a[0] for a, b in zip(drag, drag[1:])) or [float("nan")]
draws = sorted(r[1] for r in drag) or [float("nan")]
at = lambda values, q: values[min(len(values) - 1, int(len(values) * q))]
full = [r for r in data if r[0] > d1 and not r[6]]
count = max(1, len(drag))
print(f"workbench {name}: first frame with data {data[0][0] - t0:.2f} s; drag {len(drag) / (d1 - d0):.1f} frames/s, between frames "
      f"p50 {at(gaps, .5) * 1e3:.0f} p99 {at(gaps, .99) * 1e3:.0f} max {gaps[-1] * 1e3:.0f} ms, drawing p50 {at(draws, .5):.0f} p99 {at(draws, .99):.0f} "
      f"max {draws[-1]:.0f} ms, {sum(r[2] for r in drag) / count:.0f} points {sum(r[3] for r in drag) / count:.0f} triangles a frame; "
      f"full detail {(full[0][0] - d1) if full else float('nan'):.2f} s after the drag; cpu {(c1 - c0) / 100 / (d1 - d0):.2f} cores, "
      f"{(c1 - c0) * 10 / count:.1f} ms of processor time a frame; peak {sys.argv[8]} MiB")
PY
}

peers() { # peers SCENE
    local name; name=$(basename "$1" .ply)
    (
        cd "$work" || exit
        [ -f swaplog.so ] || cc -shared -fPIC -O2 "$shared/bench/swaplog.c" -ldl -o swaplog.so
        export XDG_RUNTIME_DIR=$work QT_LOGGING_RULES='*=false'
        wait=${WAIT:-5}
        nice -n "$nice" bash "$shared/bench/bench_viewer.sh" "f3d $name" "$wait" "$drag" f3d.png -- f3d --point-size=1 --scalars --comp=-2 --resolution=1280,720 "$1"
        DRAGX=400 nice -n "$nice" bash "$shared/bench/bench_viewer.sh" "meshlab $name" "$wait" "$drag" meshlab.png -- meshlab "$1"
        KEY=Return nice -n "$nice" bash "$shared/bench/bench_viewer.sh" "CloudCompare $name" "$wait" "$drag" cc.png -- CloudCompare "$1"
        [ -z "${SHOTS:-}" ] || for shot in *.png; do cp "$shot" "$SHOTS/$name-$shot"; done
    )
}

for scene in "$@"; do
    scene=$(realpath "$scene")
    for _ in $(seq "${ROUNDS:-1}"); do
        ours "$scene"
        [ -z "${PEERS:-}" ] || peers "$scene"
    done
done
