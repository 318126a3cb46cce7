"""Where templates, catalogues and static files lie: beside the source, or inside the wheel."""

from functools import cache
from importlib.resources import files
from pathlib import Path

SHARED_PACKAGE = "intake"


@cache
def room(name: str, package: str = SHARED_PACKAGE) -> Path:
    """Return the folder of one template room.

    Args:
        name: a folder of ``templates/``, for instance ``shared``, ``portal``, ``locale`` or ``static``.
        package: the package that carries the room in an installed wheel.

    Raises:
        RuntimeError: the room is in neither place: a broken installation.
    """
    inside = Path(str(files(package)))
    places = (inside.parent / "templates" / name, inside / "_templates" / name)
    for place in places:
        if place.is_dir():
            return place
    raise RuntimeError(f"the template room {name!r} is missing from this installation")
