"""The files that people of the demo send with what they write, sealed as if they came in just now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from intake.services.attach import Attached, Upload
from intake.services.reception import Reception

PLAIN = "text/plain"


def attached(reception: Reception, data: Mapping[str, Any], now: datetime) -> list[Attached]:
    """Seal the files of a case, and give what its form would carry of them."""
    return [_sealed(reception, each, now) for each in data.get("file", ())]


def bytes_of(file: Mapping[str, str]) -> bytes:
    """Give what stands in a file, as it is brought down again."""
    return file["text"].strip().encode()


def _sealed(reception: Reception, file: Mapping[str, str], now: datetime) -> Attached:
    with Upload(reception, now=now) as upload:
        upload.write(bytes_of(file))
        return upload.finish(name=file["name"], content_type=PLAIN)
