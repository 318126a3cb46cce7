"""What an organisation tells the visitors of its portal in its own words; nothing of it is ours."""

from dataclasses import dataclass, field

from intake.domain.languages import Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OwnTexts:
    """
    Each by language, paragraphs with an empty line between; empty where the organisation has not written it.

    Attributes:
        contact: how to reach an adviser by telephone, by letter or for a meeting.
        about_adviser: where to turn when it is about an adviser.
        privacy: the privacy notice.
        accessibility_statement: the address of the statement that WAS-Tool has made.
        adviser_phone: the number of the citizens' adviser, as it is dialled.
        adviser_hours: when somebody answers it, or is there without an appointment.
        adviser_address: where one can come, or write a letter to.
    """

    contact: Text = field(default_factory=dict)
    about_adviser: Text = field(default_factory=dict)
    privacy: Text = field(default_factory=dict)
    accessibility_statement: str = ""
    adviser_phone: str = ""
    adviser_hours: Text = field(default_factory=dict)
    adviser_address: Text = field(default_factory=dict)

    def missing(self) -> list[str]:
        """The names of those that every portal needs and this organisation has not written."""
        return [name for name in ("contact", "privacy", "accessibility_statement") if not getattr(self, name)]
