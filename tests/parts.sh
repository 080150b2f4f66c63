#!/usr/bin/env bash
# Make sure that the real parts of the tests are here: Chromium, PostgreSQL, nginx, Redis, and what
# the product itself takes.
# Installs with apt-get what is missing where it may; says what to install where it may not.
set -eu

missing=""
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing="chromium"
if [ -z "${TEST_DATABASE_URL:-}" ] && ! (exec 3<>/dev/tcp/127.0.0.1/5432) 2>/dev/null \
    && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    missing="$missing postgresql"
fi
[ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
command -v redis-server >/dev/null || missing="$missing redis-server"
# shellcheck disable=SC2086
bash "$(dirname "$0")/../parts.sh" $missing || {
    echo "The tests need them; or name what you have:" >&2
    echo "CHROMIUM=/path/to/chromium, TEST_DATABASE_URL=postgres://user@host/name" >&2
    exit 1
}
