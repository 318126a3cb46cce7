"""
`make bench`: what the portal's pages cost beside a bare form measured in the same run, what those of the
office cost at 100 and at 100,000 cases and how large they are, what a search costs at 10,000, what a tick of
the clock costs when a million deadlines are open, counting those of 100,000 cases anew, counting a year of
as many cases for an account, sealing beside its primitives, a sign-in beside its Argon2id, and a file of two
GiB up and down beside the same bytes in plain. Prints JSON.
`make bench ARGS=clock` measures that part alone; `ARGS=profile` says where the portal's time goes.

No figure is asserted anywhere: machines differ, and a timed test is a coin toss.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.bench.account import account
from tests.bench.clock import clock
from tests.bench.office import office
from tests.bench.portal import portal, profile
from tests.bench.recompute import recompute
from tests.bench.sealing import sealing
from tests.bench.search import search
from tests.bench.sign_in import sign_ins
from tests.bench.upload import upload


def main(chosen: Sequence[str]) -> None:
    """Measure the parts that are *chosen*, or all, and print."""
    if unknown := set(chosen) - set(PARTS):
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; the parts are {', '.join(PARTS)}")
    var = Path("var/bench")
    var.mkdir(parents=True, exist_ok=True)
    measured: dict[str, object] = {}
    for name, part in PARTS.items():
        if not chosen or name in chosen:
            with tempfile.TemporaryDirectory(dir=var) as folder:
                measured[name] = part(Path(folder))
    print(json.dumps(measured, indent=1))


PARTS: Mapping[str, Callable[[Path], dict[str, object]]] = {
    "portal": portal,
    "profile": profile,
    "office": office,
    "search": search,
    "sealing": sealing,
    "sign_in": sign_ins,
    "upload": upload,
    "clock": clock,
    "recompute": recompute,
    "account": account,
}

if __name__ == "__main__":
    main(sys.argv[1:])
