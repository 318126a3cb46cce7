"""How the codes and days of what is counted are said in one language, by whatever part of an account."""

from dataclasses import dataclass
from datetime import date

from intake.domain.days import written
from triage.accounts.words import Translate, code_words
from triage.rules.code_lists import CodeLists
from triage.rules.counted import Trait


@dataclass(frozen=True, slots=True)
class InWords:
    """In which language a part of an account is said, and by what the lists call their codes."""

    lists: CodeLists
    language: str
    say: Translate

    def codes(self, trait: Trait, *codes: str | None) -> str:
        """Write codes of a trait; of none nothing."""
        known = (each for each in codes if each)
        return ", ".join(code_words(trait, each, self.lists, self.language, self.say) for each in known)

    def day(self, day: date | None) -> str:
        """Write a day; of none nothing."""
        return "" if day is None else written(day, "plain", self.language)
