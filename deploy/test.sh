#!/bin/sh
# Make everything ready and run the whole suite, saying how long each part took.
#
#   deploy/test.sh [PYTEST ARGUMENTS]
#
# Everything is tried even when an earlier part failed, so that one run tells all; the exit code is 1 if any failed.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
# The tests start hundreds of processes, and each would compile all of Betro for itself.
unset PYTHONDONTWRITEBYTECODE
times=
failed=

part() {  # NAME COMMAND...: run it, note its seconds and whether it failed
    name=$1
    shift
    printf '\n== %s\n' "$name"
    from=$(date +%s)
    "$@" || failed="$failed $name"
    times="$times$(printf '%5d s  %s' $(($(date +%s) - from)) "$name")
"
}

setup() { deploy/setup.sh test; }
lint() { deploy/lint.sh; }
# One file stays on one worker, because the servers a file starts are its own; files with heavy tests come first.
# Three workers keep two cores busy, for a worker waits now and then for a process, a browser or a server.
tests() { $bin/pytest -n 3 --dist loadfile --no-loadscope-reorder "$@"; }

part setup setup
if [ -z "$failed" ]; then
    part lint lint
    part pytest tests "$@"
fi
printf '\n%s' "$times"
[ -z "$failed" ] || { printf 'failed:%s\n' "$failed"; exit 1; }
