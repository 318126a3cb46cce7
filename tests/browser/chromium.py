"""Find the Chromium that the browser tests drive, and with ``--install`` get one where there is none.

Rules, in this order:

1. ``$BETRO_CHROMIUM``, when set, is taken or refused; nothing is tried instead of it.
2. A chromium on PATH, if it answers ``--version`` (Ubuntu's package is a note that says where else to look).
3. With ``--install``: Debian's package where we are root; else the build that playwright knows.

Prints the path and ends with 0, or says why there is none and ends with 1.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class NoBrowserError(Exception):
    """There is no Chromium that answers."""


def answers(command: str) -> bool:
    """Whether `command` starts and says its version."""
    try:
        done = subprocess.run([command, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and b"Chrom" in done.stdout


WHERE = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def _playwrights_own() -> Iterator[str]:
    """Yield where playwright keeps its build, when playwright is installed and works at all."""
    done = subprocess.run([sys.executable, "-P", "-c", WHERE], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        yield done.stdout.strip()


def find() -> str | None:
    """Return the path of a Chromium that answers, or None.

    Raises:
        NoBrowserError: ``$BETRO_CHROMIUM`` is set and does not answer.
    """
    if named := os.environ.get("BETRO_CHROMIUM"):
        if answers(named):
            return named
        raise NoBrowserError(f"BETRO_CHROMIUM is set to {named}, which does not answer --version")
    on_path = (found for name in NAMES if (found := shutil.which(name)))
    return next(filter(answers, on_path), None) or next(filter(answers, _playwrights_own()), None)


def _quietly(*command: str) -> bool:
    """Run `command` without a terminal; whether it went well."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


def install() -> None:
    """Try to get a Chromium, first from Debian, then from playwright."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing Debian's chromium for the browser tests", file=sys.stderr, flush=True)
        _quietly("apt-get", "update")
        if _quietly("apt-get", "install", "-y", "--no-install-recommends", "chromium") and find():
            return
    print("installing playwright's chromium for the browser tests", file=sys.stderr, flush=True)
    _quietly(sys.executable, "-m", "playwright", "install", "chromium")


def main() -> int:
    """Print the path of the browser, or one line that says why there is none."""
    parser = argparse.ArgumentParser(description="Find a Chromium for the browser tests.")
    parser.add_argument("--install", action="store_true", help="install one where there is none")
    options = parser.parse_args()
    try:
        found = find()
        if found is None and options.install:
            install()
            found = find()
    except NoBrowserError as error:
        print(f"betro: {error}", file=sys.stderr)
        return 1
    print(
        found or "betro: no chromium answers: install one, or name it in BETRO_CHROMIUM",
        file=None if found else sys.stderr,
    )
    return 0 if found else 1


if __name__ == "__main__":
    raise SystemExit(main())
