#!/bin/sh
# Runs a command on a private X server with the lavapipe driver and the Khronos validation layer.
# Uses its own server even when a display is there, so that tests never disturb a person's screen.
export LC_ALL=C.UTF-8
export QT_QPA_PLATFORM=xcb
export W2V_VALIDATION=1
icd=/usr/share/vulkan/icd.d/lvp_icd.x86_64.json
[ -f "$icd" ] && export VK_DRIVER_FILES="$icd" VK_ICD_FILENAMES="$icd"
unset WAYLAND_DISPLAY
exec xvfb-run --auto-servernum --server-args="-screen 0 1920x1080x24 -nolisten tcp" "$@"
