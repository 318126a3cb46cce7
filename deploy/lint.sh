#!/bin/sh
# Style, types and import direction; all four are run, and the exit code is 1 if any complains.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
bad=0
$bin/ruff check --quiet --output-format concise . || bad=1
$bin/ruff format --check --quiet --output-format concise . || { echo "not formatted: run make format"; bad=1; }
$bin/mypy --no-error-summary || bad=1
imports=$($bin/lint-imports --no-logo --no-cache 2>&1) || { printf '%s\n' "$imports"; bad=1; }
exit $bad
