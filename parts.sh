#!/usr/bin/env bash
# Make sure that what certificates are set with is here: Debian's pango and Chinese fonts. Packages
# that are named behind the command come with them.
# Installs with apt-get what is missing where it may; else says what to install, and fails.
set -eu

missing=("$@")
for part in libpango-1.0-0:libpango-1.0.so.0 libpangoft2-1.0-0:libpangoft2-1.0.so.0 \
    libharfbuzz-subset0:libharfbuzz-subset.so.0; do
    /sbin/ldconfig -p 2>/dev/null | grep -qF "${part#*:}" || missing+=("${part%:*}")
done
[ -e /usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc ] || missing+=(fonts-noto-cjk)
[ "${#missing[@]}" != 0 ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]} …"
    # What needs servers starts its own: at this run level no package starts one.
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    apt-get update -qq >/dev/null || true
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && exit 0
fi
echo "Missing: ${missing[*]}. Install as root: apt-get install ${missing[*]}" >&2
exit 1
