"""The second factor that somebody is making, as a picture that their phone reads."""

import segno
from markupsafe import Markup

QR_SCALE = 5


def picture(address: str) -> Markup:
    """Draw the address of a second factor as a QR code."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=QR_SCALE, light="#fff")
    return Markup(drawn)  # noqa: S704 - drawn by segno: squares, and nothing of what they say
