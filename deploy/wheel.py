"""Lay the templates, the settings table and the migrations inside the wheel's packages (a hatchling hook).

Rules:

1. Everything lies inside a package of ours. A folder called ``templates`` at the top of site-packages would
   belong to everybody.
2. What only the office shows lies in the office's package; the portal's loader is never given that folder.
3. A wheel is refused while the style sheet is missing, because it would serve bare pages.
4. An editable install carries nothing: it reads the working tree, so nothing of this needs to be there yet.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACES = {
    "templates/shared": "intake/_templates/shared",
    "templates/portal": "intake/_templates/portal",
    "templates/static": "intake/_templates/static",
    "templates/locale": "intake/_templates/locale",
    "templates/office": "triage/_templates/office",
    "templates/mail": "triage/_templates/mail",
    "templates/letters": "triage/_templates/letters",
    "deploy/settings": "intake/_settings",
    "deploy/migrations": "triage/_migrations",
    "deploy/organisations": "triage/_organisations",
}
LOOK = "templates/static/dkfds/css/dkfds.min.css"


class PackagedFolders(BuildHookInterface[Any]):
    """Adds the folders of `PLACES` to a real wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name what goes in, or refuse.

        Raises:
            FileNotFoundError: the style sheet has not been fetched.
        """
        if version == "editable":
            return
        if not (Path(self.root) / LOOK).is_file():
            raise FileNotFoundError(f"{LOOK} is missing: run `make assets` first")
        build_data["force_include"].update(PLACES)
