"""
What of people's words stays in a process's memory, and who else on the machine may read it.

Python cannot wipe a text. But the allocators below it can be told to overwrite whatever is given back to
them, so that what a request has let go of is gone from memory and not only from reach; and the kernel, to let
no other process of the same user look (Linux).
"""

import ctypes
import logging
import sys
from collections.abc import Mapping

_SET_DUMPABLE = 4
"""PR_SET_DUMPABLE of Linux' prctl(2): no core dump, and no reading by others of the same user."""
_OVERWRITING = {
    # Python's own allocator overwrites nothing: its texts go to that of the C library instead.
    "PYTHONMALLOC": ("malloc", ""),
    # Without its thread caches, which would put blocks aside as they are.
    "GLIBC_TUNABLES": ("glibc.malloc.tcache_count=0:glibc.malloc.perturb=165", ":"),
    # The web server's own.
    "_RJEM_MALLOC_CONF": ("junk:free", ","),
}

log = logging.getLogger("betro")


def overwriting(environment: Mapping[str, str]) -> dict[str, str]:
    """
    Give the environment of a process that overwrites memory as it is given back. What stands there already
    stays, where both can stand.
    """
    asked = dict(environment)
    for name, (said, between) in _OVERWRITING.items():
        earlier = asked.get(name)
        asked[name] = f"{earlier}{between}{said}" if earlier and between else said
    return asked


def close_memory() -> bool:
    """
    Let no other process of the same user read this one's memory, and leave no core dump; root can all the
    same. Say whether it could be done; where not, a line is logged.
    """
    is_closed = sys.platform == "linux" and not ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    if not is_closed:
        log.warning("others of this user can read the memory of this process: the system offers no way")
    return is_closed
