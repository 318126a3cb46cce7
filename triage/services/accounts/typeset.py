"""
The process in which typst sets an account: words come in on standard input, a PDF goes out.

It is one of its own, since the compiler keeps what it has read, a hundred megabytes of it, and beside it no
key lies open. The layout is one file of ours, what stands in the account goes to it as data and is never read
as markup, and it has the fonts that typst brings along, no folder but that of the layout, and no network.
"""

import subprocess
import sys
from pathlib import Path
from typing import Literal

import typst

Standard = Literal["ua-1", "1.7"]
"""What typst is held to. By the first it refuses a heading out of order or a picture without words."""
PATIENCE = 120


class TypesettingError(RuntimeError):
    """No PDF came out; its words stay where they were."""


def typeset(layout: Path, words: bytes) -> bytes:
    """
    Give the PDF that a layout makes of words, in a process that ends with it.

    Raises:
        TypesettingError: the layout cannot be made of them.
    """
    command = [sys.executable, "-P", "-m", __name__, str(layout)]
    try:
        done = subprocess.run(  # noqa: S603 - this very module
            command, input=words, capture_output=True, timeout=PATIENCE, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        raise TypesettingError("it takes too long to make the account into a PDF") from None
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise TypesettingError("the account could not be made into a PDF")
    return done.stdout


def compiled(layout: Path, words: str, standard: Standard = "ua-1") -> bytes:
    """Set words in this very process. Raises typst.TypstError."""
    return typst.compile(
        layout,
        root=layout.parent,
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False),
        sys_inputs={"account": words},
        pdf_standards=standard,
        timestamp=0,
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(compiled(Path(sys.argv[1]), sys.stdin.buffer.read().decode()))
