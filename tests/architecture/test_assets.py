"""The fetched look: checked before it is read, trimmed, whole or not there at all."""

import hashlib
import io
import os
import re
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "deploy"))

import assets  # noqa: E402 - it stands in deploy, which is no package

FACE = (
    "@font-face{font-family:IBM Plex Sans;font-weight:600;src:"
    'url(../fonts/x/complete/woff2/IBMPlexSans-SemiBold.woff2) format("woff2"),'
    'url(../fonts/x/complete/woff/IBMPlexSans-SemiBold.woff) format("woff")}'
)


def test_the_script_names_no_server():
    """Where packages come from is npm's own setting; no address stands in the file."""
    text = (ROOT / "deploy" / "assets.py").read_text(encoding="utf-8")

    assert not re.search(r"https?:|//|registry\.|\bwww\.", text)


class TestTrim:
    """What is kept of the style sheet."""

    def test_only_the_split_woff2_are_left(self):
        """Each face becomes one per range of glyphs; older formats go."""
        css, names = assets.trim(FACE)

        assert len(names) == len(assets.GLYPHS)
        assert all(name.startswith("fonts/") and name.endswith(".woff2") for name in names)
        assert css.count("unicode-range") == len(assets.GLYPHS)
        assert "complete" not in css

    def test_fonts_of_the_device_and_maps_and_logos_go(self):
        """A page looks the same everywhere and asks for nothing that is not there."""
        css, names = assets.trim(
            '@font-face{font-family:system;src:local("Tahoma")}.a{background-image:url(../img/logo-x.png);color:red}'
            ".b{background:url(../img/svg-icons/info.svg)}/*# sourceMappingURL=dkfds.min.css.map */"
        )

        assert css == ".a{color:red}.b{background:url(../img/svg-icons/info.svg)}"
        assert names == ("img/svg-icons/info.svg",)

    @pytest.mark.parametrize(
        "css",
        [
            ".a{background:url(https://elsewhere.example/a.png)}",
            ".a{background:url(data:x)}",
            '@import "b.css";',
        ],
    )
    def test_a_sheet_that_reaches_out_is_refused(self, css):
        """Nothing of another server, nothing carried inside, nothing imported."""
        with pytest.raises(assets.AssetError):
            assets.trim(css)


def fake_npm(folder: Path, script: str) -> Path:
    """Put a program called npm into `folder` and answer the folder."""
    program = folder / "npm"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return folder


def packed(path: Path) -> None:
    """Write a small tarball as npm packs them."""
    with tarfile.open(path, "w:gz") as archive:
        for name in ("package/dist/css/dkfds.min.css", "package/dist/LICENSE.md"):
            info = tarfile.TarInfo(name)
            archive.addfile(info, io.BytesIO(b""))


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """A place for the look that is not the real one."""
    place = tmp_path / "static" / "dkfds"
    monkeypatch.setattr(assets, "LOOK", place)
    return place


class TestFetch:
    """What happens when something is wrong."""

    def test_another_file_than_the_reviewed_one_is_refused(self, tmp_path, place, monkeypatch):
        """Its checksum is compared before anything is unpacked, and nothing is left behind."""
        packed(tmp_path / "other.tgz")
        npm = fake_npm(tmp_path, f'cp "{tmp_path}/other.tgz" dkfds-11.2.0.tgz')
        monkeypatch.setenv("PATH", f"{npm}:{os.environ['PATH']}")

        with pytest.raises(assets.AssetError, match="sha512"):
            assets.fetch_look()
        assert not place.exists()

    def test_npm_s_own_words_are_shown_when_it_fails(self, tmp_path, place, monkeypatch):
        """Somebody has to repair it."""
        npm = fake_npm(tmp_path, "echo no network here >&2; exit 3")
        monkeypatch.setenv("PATH", f"{npm}:{os.environ['PATH']}")

        with pytest.raises(assets.AssetError, match="ended with 3:\nno network here"):
            assets.fetch_look()

    def test_a_building_that_breaks_leaves_the_old_look(self, tmp_path, place, monkeypatch):
        """The folder is replaced whole or not at all, and no scratch folder stays."""
        place.mkdir(parents=True)
        (place / "old").write_text("old", encoding="ascii")
        packed(tmp_path / "small.tgz")
        npm = fake_npm(tmp_path, f'cp "{tmp_path}/small.tgz" dkfds-11.2.0.tgz')
        monkeypatch.setenv("PATH", f"{npm}:{os.environ['PATH']}")
        digest = hashlib.sha512((tmp_path / "small.tgz").read_bytes()).hexdigest()
        monkeypatch.setattr(assets, "SHA512", digest)

        with pytest.raises(OSError, match="license"):
            assets.fetch_look()
        assert [path.name for path in place.parent.iterdir()] == ["dkfds"]
        assert (place / "old").read_text(encoding="ascii") == "old"

    def test_what_is_there_is_left_alone(self, place, monkeypatch):
        """No npm is started; another version of the recipe builds anew."""
        place.mkdir(parents=True)
        (place / assets.MARKER).write_text(assets.MADE_BY, encoding="utf-8")
        monkeypatch.setenv("PATH", "/nowhere")

        assert assets.fetch_look() is False


def test_the_look_here_is_that_of_this_recipe():
    """Somebody who changed the recipe has run it."""
    assert (ROOT / "templates/static/dkfds" / assets.MARKER).read_text("utf-8") == assets.MADE_BY
