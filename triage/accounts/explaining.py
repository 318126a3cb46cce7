"""A profile explained: how this municipality counts, in plain sentences, and the rule behind each number."""

from collections.abc import Iterator

from intake.domain.languages import words_in
from intake.domain.translatable import N_
from triage.accounts.words import NOT_SAID_WORDS, Translate, code_words
from triage.cases.vocabulary import NotCounted
from triage.rules.code_lists import CodeLists
from triage.rules.counted import NOT_SAID, Thing, Trait
from triage.rules.counting_profile import CountingProfile, FigureRule, TableRule, Where


class Explainer:
    """Says in one language how a profile counts."""

    def __init__(
        self, profile: CountingProfile, lists: CodeLists, language: str, translate: Translate
    ) -> None:
        self._profile, self._lists, self._language, self._say = profile, lists, language, translate

    def general(self) -> tuple[str, ...]:
        """Give what holds for every number: what is counted once, what counts as what, and the rounding."""
        return tuple(self._general())

    def rule(self, rule: FigureRule | TableRule) -> str:
        """Give the rule of a figure or a table: what it counts, of when, and what its percentages are of."""
        return " ".join(self._rule(rule))

    def thing(self, thing: Thing) -> str:
        """Give what the municipality calls what it counts."""
        label = self._profile.called_or_ours(thing)
        return words_in(label, self._language) if label else self._say(thing.words)

    def _general(self) -> Iterator[str]:
        head, say = self._profile.head, self._say
        repeats = say(head.repeats.words) % {"months": head.repeat_months}
        yield self._filled(N_("The same person with the same matter once more is %(what)s."), what=repeats)
        unit = say(head.unit_of_inquiry.words)
        yield self._filled(N_("An inquiry that is about several {units} belongs to: %(what)s."), what=unit)
        for counts_as in self._profile.counts_as:
            yield words_in(counts_as.why, self._language)
        kept = [each for each in NotCounted if each not in head.counts_anyway]
        if kept:
            reasons = "; ".join(say(each.words) for each in kept)
            yield self._filled(N_("What is registered and does not count: %(reasons)s."), reasons=reasons)
        for left_out in self._profile.left_out:
            yield words_in(left_out.why, self._language)
        for each in self._profile.sets:
            name, codes = words_in(each.label, self._language), self._listed(each.trait, each.codes)
            yield self._filled(N_("“%(name)s” stands for %(codes)s."), name=name, codes=codes)
        yield self._filled(N_("Percentages are rounded %(how)s."), how=say(head.rounding.words))
        if head.suppress_below > 1:
            yield self._filled(
                N_("Numbers below %(number)s are not published, so that nobody can be recognised."),
                number=head.suppress_below,
            )

    def _rule(self, rule: FigureRule | TableRule) -> Iterator[str]:
        counted = self._filled(N_("Counts %(things)s"), things=self.thing(rule.counts))
        parts = [f"{counted} {self._say(rule.moment.words)}"]
        if rule.where:
            parts.append(
                self._filled(N_("of which holds: %(conditions)s"), conditions=self._where(rule.where))
            )
        if rule.unless:
            parts.append(self._filled(N_("but not: %(conditions)s"), conditions=self._where(rule.unless)))
        yield ", ".join(parts) + "."
        if isinstance(rule, TableRule):
            axes = [self._say(axis.by.words) for axis in (rule.rows, rule.columns) if axis is not None]
            yield self._filled(N_("By %(traits)s."), traits=self._joined(N_("%(first)s and %(last)s"), axes))
        if rule.base is not None:
            base = self._profile.figure(rule.base)
            yield self._filled(
                N_("The percentage is of: %(base)s."), base=words_in(base.label, self._language)
            )
        elif isinstance(rule, TableRule) and rule.share is not None:
            yield self._filled(N_("Each percentage is %(of)s."), of=self._say(rule.share.words))
        if isinstance(rule, FigureRule) and rule.per is not None:
            per = self._profile.figure(rule.per)
            yield self._filled(N_("Divided by: %(base)s."), base=words_in(per.label, self._language))
        if isinstance(rule, FigureRule) and rule.external is not None:
            yield self._filled(
                N_("For each %(number)s of “%(name)s”, a figure from elsewhere for the last year."),
                number=rule.each,
                name=rule.external,
            )

    def _where(self, where: Where) -> str:
        return "; ".join(
            self._filled(
                N_("%(trait)s: %(codes)s"),
                trait=self._say(trait.words),
                codes=self._listed(trait, codes),
            )
            for trait, codes in where.items()
        )

    def _code(self, trait: Trait, code: str) -> str:
        is_said = code != NOT_SAID
        words = code_words(trait, code, self._lists, self._language, self._say) if is_said else None
        return self._filled(N_("“%(code)s”"), code=words or self._say(NOT_SAID_WORDS))

    def _listed(self, trait: Trait, codes: tuple[str, ...]) -> str:
        return self._joined(N_("%(first)s or %(last)s"), [self._code(trait, code) for code in codes])

    def _joined(self, sentence: str, words: list[str]) -> str:
        *first, last = words
        return self._filled(sentence, first=", ".join(first), last=last) if first else last

    def _filled(self, sentence: str, **said: object) -> str:
        return self._say(sentence) % said
