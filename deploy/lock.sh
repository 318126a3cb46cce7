#!/bin/sh
# Write the lock files anew from pyproject.toml, keeping every pin that still fits.
#
#   deploy/lock.sh             keep what fits
#   deploy/lock.sh --upgrade   take the newest that the ranges allow
#
# uv writes no index address and no path into them; pip-compile would. They hold for every platform and python
# that pyproject.toml admits, not only for this machine.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .venv/bin/uv)
[ -x "$uv" ] || { .venv/bin/python -m pip install --quiet uv && uv=.venv/bin/uv; }
compile() {  # OUTPUT INPUTS...
    out=$1
    shift
    "$uv" pip compile --quiet --universal --generate-hashes --no-header --output-file "$out" "$@" $upgrade >/dev/null
    echo "$out: $(grep -c '^[a-z0-9]' "$out") packages"
}
upgrade=$*
compile requirements.lock pyproject.toml deploy/build.in
compile requirements-test.lock --extra test --constraint requirements.lock pyproject.toml deploy/build.in
compile deploy/node.lock deploy/node.in
