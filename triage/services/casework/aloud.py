"""What is told of a spoken report or inquiry that is registered: was it recorded, and who came along."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from intake.services.attach import Attached
from triage.cases.decisions.consent import ConsentWay
from triage.cases.decisions.receiving import ORAL, PHONE
from triage.cases.decisions.recordings import (
    AttendanceRecorded,
    RecordingAgreed,
    RecordingMade,
    require_recording_said,
)
from triage.cases.typed import Typed, typed


@dataclass(frozen=True, slots=True)
class Aloud:
    """
    Whether the conversation was *recorded* (None where nobody said), the day on which whoever spoke had
    agreed to that, and who came along.
    """

    recorded: bool | None = None
    agreed_on: date | None = None
    companion: bool = False
    interpreter: bool = False
    present: str = field(default="", repr=False)

    def decisions(self, channel: str, day: date, files: Sequence[Attached]) -> tuple[Typed, ...]:
        """
        Give what is recorded besides of a conversation of a day; of what was written, nothing.

        Raises:
            Refusal: a sound file came with it, and nobody said whether it is a recording of the conversation.
        """
        if channel not in ORAL:
            return ()
        require_recording_said((each.name for each in files), is_said=self.recorded is not None)
        return tuple(self._decisions(channel, day))

    def _decisions(self, channel: str, day: date) -> Iterator[Typed]:
        how = ConsentWay.PHONE if channel == PHONE else ConsentWay.IN_PERSON
        if self.agreed_on is not None:
            yield typed(RecordingAgreed, talk_on=day, how=how, happened_on=self.agreed_on)
        if self.recorded:
            yield typed(RecordingMade, number=1, happened_on=day)
        if self.companion or self.interpreter:
            came = {"companion": self.companion, "interpreter": self.interpreter}
            yield typed(AttendanceRecorded, **came, present_item=self.present, happened_on=day)


NOTHING_ALOUD = Aloud()
