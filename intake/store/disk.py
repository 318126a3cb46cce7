"""How much of a disk is left for what nobody may lose."""

import shutil
from pathlib import Path

FREE_OCTETS = 512 * 1024 * 1024
FREE_SHARE = 0.05
"""So much is left free: the bytes, or this share of a small disk."""


def is_nearly_full(folder: Path) -> bool:
    """Say whether the disk of a folder has only so much left as is kept for texts."""
    disk = shutil.disk_usage(folder)
    return disk.free < min(FREE_OCTETS, disk.total * FREE_SHARE)
