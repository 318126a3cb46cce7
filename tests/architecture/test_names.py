"""One name for one thing: no two classes of the product share one."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("crypto", "intake", "triage")
SHARED = {"Meta"}
"""What a library looks for by its name: the class with the settings of a form."""


def classes(root: Path) -> Iterator[tuple[str, str]]:
    """Give the name of every public class of the product, also of one within another, and its file."""
    for path in (path for folder in PRODUCT for path in sorted((root / folder).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name, str(path.relative_to(root))


def shared(root: Path) -> Mapping[str, list[str]]:
    """Give the names that two classes or more have, and where those are."""
    where: dict[str, list[str]] = defaultdict(list)
    for name, file in classes(root):
        where[name].append(file)
    return {name: files for name, files in where.items() if len(files) > 1 and name not in SHARED}


def test_no_two_classes_share_a_name() -> None:
    """Whoever reads a name knows which of the things it is."""
    assert shared(ROOT) == {}
    assert {name for name, _ in classes(ROOT)} >= SHARED, "a name is allowed twice that is not there"


def test_a_second_class_of_a_name_is_noticed(tmp_path: Path) -> None:
    """In another module or another app, and within another class too; what is private to a module may be."""
    for number, text in enumerate(
        ("class Letter: ...", "class Post:\n    class Letter: ...", "class _Own: ...")
    ):
        for folder in ("intake/page", f"triage/room{number}"):
            (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / f"triage/room{number}/post.py").write_text(text)
    (tmp_path / "intake/page/letter.py").write_text("class Letter: ...\nclass _Own: ...\nclass Meta: ...\n")

    assert dict(shared(tmp_path)) == {
        "Letter": ["intake/page/letter.py", "triage/room0/post.py", "triage/room1/post.py"]
    }
