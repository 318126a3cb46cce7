"""`python -P tests/browser/checker.py`: fetch axe, the accessibility checker that the tests of pages use."""

import shutil
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "deploy"))

from assets import AssetError, unpacked

CHECKER = Path(__file__).with_name("axe.min.js")
VERSION = "4.14.1"
SHA512 = (
    "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b73"
    "4f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5"
)


def fetch() -> bool:
    """Make sure that the checker is there; return whether it had to be fetched."""
    first_line = f"/*! axe v{VERSION}\n".encode()
    if CHECKER.is_file() and CHECKER.read_bytes()[: len(first_line)] == first_line:
        return False
    with unpacked(f"axe-core@{VERSION}", SHA512) as package:
        part = CHECKER.with_suffix(".part")
        shutil.copyfile(package / "axe.min.js", part)
        part.replace(CHECKER)
    return True


if __name__ == "__main__":
    try:
        print("axe: fetched" if fetch() else "axe: already here")
    except (AssetError, OSError) as error:
        raise SystemExit(f"The accessibility checker could not be fetched: {error}") from None
