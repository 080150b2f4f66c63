#!/usr/bin/env bash
# Make sure that the real parts of the tests are here: Chromium with a Chinese font, PostgreSQL,
# nginx, Redis.
# Installs with apt-get what is missing where it may; says what to install where it may not.
set -eu

missing=""
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing="chromium fonts-noto-cjk"
if [ -z "${TEST_DATABASE_URL:-}" ] && ! (exec 3<>/dev/tcp/127.0.0.1/5432) 2>/dev/null \
    && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    missing="$missing postgresql"
fi
[ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
command -v redis-server >/dev/null || missing="$missing redis-server"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests need: $missing. Install them (apt-get install $missing), or name what you have:" >&2
    echo "CHROMIUM=/path/to/chromium, TEST_DATABASE_URL=postgres://user@host/name" >&2
    exit 1
fi
echo "Installing for the tests: $missing"
# The tests start what they need themselves: at this run level no package starts a server.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
apt-get update -qq >/dev/null
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing >/dev/null
