#!/bin/sh
# Make this folder ready: python, .venv, the locked packages, the project, the look and the catalogues.
#
#   deploy/setup.sh run     what `make run` needs: no test packages, no browser
#   deploy/setup.sh test    the same, then the test packages, the accessibility checker, fonts and a browser
#
# Rules:
# 1. Any python from 3.11 that can make a virtual environment will do. Where there is none and we are root on
#    Debian or Ubuntu, it is installed; otherwise one line says what is missing.
# 2. Every package comes from a lock file and must have its hash.
# 3. What is done is stamped with a sum of what it was made from, so that a second start takes a second.
# 4. No terminal is needed and nothing is asked.
set -eu
cd "$(dirname "$0")/.."
what=${1:-run}
venv=.venv
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=no DEBIAN_FRONTEND=noninteractive
unset PYTHONHOME PYTHONPATH

say() { printf '%s\n' "$*"; }
fail() { printf 'betro: %s\n' "$*" >&2; exit 1; }

case $what in run | test) ;; *) fail "deploy/setup.sh knows run and test, not $what" ;; esac

may_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

apt_lists=old
apt() {  # install the named packages quietly; the whole log is shown only when it fails
    log=$(mktemp)
    if [ "$apt_lists" = old ]; then apt-get update >"$log" 2>&1 || :; apt_lists=new; fi
    if apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1; then rm -f "$log"; return 0; fi
    tail -n 5 "$log" >&2
    rm -f "$log"
    return 1
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 </dev/null; }
makes_venvs() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1 </dev/null; }

find_python() {  # set $python to the first that passes every test named in "$@", or to nothing
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        command -v "$python" >/dev/null 2>&1 || continue
        passed=yes
        for check in "$@"; do "$check" "$python" || { passed=no; break; }; done
        if [ $passed = yes ]; then return 0; fi
    done
    python=
    return 1
}

ensure_python() {
    find_python new_enough makes_venvs && return 0
    if ! find_python new_enough && may_apt; then
        say "no python 3.11 or newer on PATH: installing Debian's"
        apt python3 python3-venv || :
        for minor in 14 13 12 11; do  # an older Ubuntu keeps the newer ones beside its own
            find_python new_enough && break
            apt-cache show "python3.$minor" >/dev/null 2>&1 && { apt "python3.$minor" "python3.$minor-venv" || :; }
        done
    fi
    find_python new_enough ||
        fail "Betro needs Python 3.11 or newer, and none is on PATH. Install it, then try again."
    find_python new_enough makes_venvs && return 0
    find_python new_enough
    bare=$python
    number=$("$bare" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
    if may_apt; then
        say "$bare cannot make virtual environments: installing $number"
        apt "$number" || apt python3-venv || :
    fi
    find_python new_enough makes_venvs ||
        fail "$bare has no venv module. Install it (on Debian: apt-get install $number), then try again."
}

sum_of() { { pwd; cat "$@"; } | cksum; }
stamped() { [ -f "$venv/$1" ] && [ "$(cat "$venv/$1")" = "$2" ]; }
stamp() { printf '%s\n' "$2" >"$venv/$1"; }

pip() { "$venv/bin/python" -m pip -qq "$@" </dev/null; }

ensure_venv() {
    # The scripts of a copied or moved folder point at the old place: it is made anew.
    if new_enough "$venv/bin/python" && head -n 3 "$venv/bin/pip" 2>/dev/null | grep -qF "$(pwd)/$venv/bin/"; then
        return 0
    fi
    ensure_python
    say "making $venv with $python ($("$python" -c 'import platform; print(platform.python_version())'))"
    "$python" -m venv --clear "$venv" </dev/null || fail "$python could not make $venv"
}

ensure_packages() {  # LOCK STAMP
    sum=$(sum_of "$1" pyproject.toml deploy/wheel.py)
    stamped "$2" "$sum" && return 0
    say "installing what $1 names"
    pip install --require-hashes --no-deps -r "$1" || fail "the packages of $1 could not be installed"
    pip install --no-build-isolation --no-deps --no-index -e . || fail "Betro itself could not be installed"
    stamp "$2" "$sum"
}

ensure_fonts() {  # without them a screenshot shows boxes for emoji and Greek; no test fails for it
    may_apt || return 0
    command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=el)" ] && [ -n "$(fc-list | grep -i emoji)" ] && return 0
    say "installing fonts for emoji and Greek"
    apt fontconfig fonts-noto-color-emoji fonts-dejavu-core || say "betro: no fonts for emoji and Greek; going on without"
}

ensure_driver() {  # playwright's own node wants a library that the smallest Debian lacks
    "$venv/bin/playwright" --version >/dev/null 2>&1 && return 0
    may_apt && apt libatomic1 && "$venv/bin/playwright" --version >/dev/null && return 0
    fail "playwright does not start; try: $venv/bin/playwright --version"
}

# One at a time: `make run` beside `make test` waits here instead of writing into the same folder.
if command -v flock >/dev/null 2>&1; then
    mkdir -p var
    exec 9>var/setup.lock
    flock -n 9 || { say "waiting for another setup in this folder to end"; flock 9; }
fi

ensure_venv
case $what in
run)
    stamped betro-test "$(sum_of requirements-test.lock pyproject.toml deploy/wheel.py)" ||
        ensure_packages requirements.lock betro-run
    "$venv/bin/python" -P deploy/assets.py >/dev/null || fail "the look of Betro could not be fetched"
    ;;
test)
    ensure_packages requirements-test.lock betro-test
    "$venv/bin/python" -P deploy/assets.py >/dev/null || fail "the look of Betro could not be fetched"
    "$venv/bin/python" -P tests/browser/checker.py >/dev/null || fail "the accessibility checker could not be fetched"
    ensure_fonts
    ensure_driver
    "$venv/bin/python" -P tests/browser/chromium.py --install >/dev/null || fail "no browser for the tests could be had"
    ;;
esac
