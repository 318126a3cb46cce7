#!/bin/sh
# Style, types and import direction; all four are run, and the exit code is 1 if any complains.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
bad=0
$bin/ruff check --quiet . || bad=1
$bin/ruff format --check --quiet . || { echo "not formatted: run .venv/bin/ruff format ."; bad=1; }
$bin/mypy --no-error-summary || bad=1
imports=$($bin/lint-imports --no-logo --no-cache 2>&1) || { printf '%s\n' "$imports"; bad=1; }
exit $bad
