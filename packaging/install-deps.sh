#!/bin/sh
# shellcheck disable=SC2086 # lists of words are split on purpose
# Installs the Debian packages of packages.txt that are missing, as root or through sudo, without asking anything.
# Does nothing when all are there. Safe to repeat.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
say() { printf '%s\n' "$*" >&2; }

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "install-deps: this is not Debian or a relative of it. Install the counterparts of these packages yourself:"
    grep -v '^#' "$here/packages.txt" >&2
    say "then run the command again with W2V_SKIP_DEPS=1."
    [ "${W2V_SKIP_DEPS:-}" = 1 ] && exit 0
    exit 1
fi

# Another LibTorch given with CMAKE_PREFIX_PATH (entries separated by ; or :) takes the place of Debian's.
own_torch=
old_ifs=$IFS
IFS=';:'
for prefix in ${CMAKE_PREFIX_PATH:-}; do
    [ -f "$prefix/share/cmake/Torch/TorchConfig.cmake" ] && own_torch=$prefix
done
IFS=$old_ifs
[ -n "$own_torch" ] && say "install-deps: using the LibTorch in $own_torch"

wanted=$(grep -v '^#' "$here/packages.txt")
[ -n "$own_torch" ] && wanted=$(printf '%s\n' "$wanted" | grep -vx libtorch-dev)
installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' $wanted 2>/dev/null || true)
missing=
total=0
for package in $wanted; do
    total=$((total + 1))
    printf '%s\n' "$installed" | grep -qx "$package installed" || missing="$missing $package"
done

if [ -n "$missing" ]; then
    say "install-deps: $(printf '%s\n' $missing | wc -l) of $total packages are missing:$missing"
    command="apt-get install --yes --no-install-recommends$missing"
    if [ "$(id -u)" -eq 0 ]; then
        as_root() { "$@"; }
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        say "install-deps: installing through sudo"
        as_root() { sudo "$@"; }
    else
        say "install-deps: they cannot be installed without root or sudo. Ask an administrator to run:"
        say "    $command"
        exit 1
    fi
    apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 "$@" >&2; }
    # A new machine has no package lists, an old one may have stale ones: both show when apt cannot find what to fetch.
    update_lists() {
        say "install-deps: updating the package lists"
        tries=1
        until apt update -qq; do
            [ "$tries" -ge 6 ] && return 1
            tries=$((tries + 1))
            sleep 10 # another program may hold the lock
        done
    }
    if ! apt-get install --simulate --no-install-recommends $missing >/dev/null 2>&1; then
        update_lists
    fi
    if ! apt install --yes --no-install-recommends $missing; then
        say "install-deps: that failed; trying once more with new package lists"
        update_lists
        apt install --yes --no-install-recommends $missing
    fi
else
    say "install-deps: all $total packages are installed"
fi

# LibTorch on the reference BLAS is some 25 times slower than on OpenBLAS.
blas=$(ldconfig -p 2>/dev/null | awk '/libblas\.so\.3 / { print $NF; exit }')
if [ -n "$blas" ]; then
    case $(readlink -f "$blas") in
        *openblas* | *mkl* | *blis* | *atlas*) ;;
        *)
            say "install-deps: WARNING: libblas.so.3 is the slow reference BLAS ($(readlink -f "$blas"))."
            say "install-deps: choose OpenBLAS with: update-alternatives --config libblas.so.3-$(uname -m)-linux-gnu"
            ;;
    esac
fi
