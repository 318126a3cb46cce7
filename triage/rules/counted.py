"""
What can be counted, and by which traits it is told apart: the closed words that a counting profile is
written in.

A municipality chooses among them; what none of them says cannot be counted, whoever writes the profile. The
codes of a trait are those of a list of the taxonomy, of the units, or closed here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from intake.domain.translatable import N_, Worded

NOT_SAID = "not_said"
"""Stands for a trait of which nothing was recorded, in a condition and as a row."""
YES, NO = "yes", "no"
LINK_CODES = ("duplicate", "repeat", "same_matter", "same_inquiry")
"""Why cases belong together."""


class Thing(Worded):
    """What is counted."""

    PERSON = "person", N_("people who turned to us")
    INQUIRY = "inquiry", N_("inquiries")
    CASE = "case", N_("cases")
    CONTACT = "contact", N_("contacts")
    POINT = "point", N_("complaint points")
    MEETING = "meeting", N_("meetings")
    CRITICISM = "criticism", N_("what was said to {a_unit}")
    LEARNING = "learning", N_("assessments of what {a_unit} can learn")
    REQUEST = "request", N_("requests to {a_unit}")
    REPORT = "report", N_("reports to the whistleblower scheme")
    APPEAL = "appeal", N_("decisions of an appeals body")
    REMARK = "remark", N_("remarks of an appeals body")
    RECOMMENDATION = "recommendation", N_("recommendations")
    FOLLOW_UP = "follow_up", N_("recommendations told to {a_unit}")
    ACTIVITY = "activity", N_("activities")
    PARTICIPANT = "participant", N_("people at activities")
    FOCUS_POINT = "focus_point", N_("focus points")


class Trait(Worded):
    """By what the things are told apart."""

    UNIT = "unit", N_("{bare_unit}")
    UNITS = "units", N_("each {bare_unit} drawn in")
    TYPE = "type", N_("type")
    FIRST_TYPE = "first_type", N_("type at first")
    THEME = "theme", N_("theme")
    MAIN_THEME = "main_theme", N_("main theme")
    HANDLING = "handling", N_("handling")
    MAIN_HANDLING = "main_handling", N_("first handling")
    CHANNEL = "channel", N_("channel")
    PLACE = "place", N_("place")
    MONTH = "month", N_("month")
    WISH = "wish", N_("what the citizen came for")
    REJECTION = "rejection", N_("reason for a rejection")
    NOT_COUNTED = "not_counted", N_("why it does not count")
    INQUIRER = "inquirer", N_("who the inquiry is from")
    RELATION = "relation", N_("relation to the one whom it is about")
    RESIDENT = "resident", N_("whether they live in the municipality")
    LEGAL_POSITION = "legal_position", N_("legal position")
    LEARNS = "learns", N_("whether there is something to learn")
    WITHOUT_ADMINISTRATION = "without_administration", N_("without the administration")
    IN_CONVERSATION = "in_conversation", N_("closed in the conversation")
    RETURNED = "returned", N_("came back")
    CROSS_AREA = "cross_area", N_("several {units}")
    OWN_INITIATIVE = "own_initiative", N_("own initiative")
    OWN_KIND = "own_kind", N_("kind of own initiative")
    FINISHED = "finished", N_("closed by the end of the period")
    POSITION = "position", N_("main or following point")
    RAISED_BY = "raised_by", N_("who raised it")
    UPHELD = "upheld", N_("whether it was right")
    DIRECTION = "direction", N_("who turned to whom")
    OTHER_SIDE = "other_side", N_("whom the contact was with")
    MEETING_KIND = "meeting_kind", N_("who met")
    MEETING_ROLE = "meeting_role", N_("what {citizens_adviser} was in it")
    CONVENER = "convener", N_("who called the meeting")
    MET = "met", N_("a meeting was held")
    OVER_MEETING = "over_meeting", N_("complained over the meeting")
    CRITICISM_KIND = "criticism_kind", N_("criticism, formal request or recommendation")
    REQUEST_KIND = "request_kind", N_("what was asked for")
    REPLIED = "replied", N_("replied by the end of the period")
    CHASED = "chased", N_("reminded")
    QUALITY = "quality", N_("how well it was answered")
    SCOPE = "scope", N_("within or outside the scheme")
    SCOPE_REASON = "scope_reason", N_("why it is outside the scheme")
    INVESTIGATION = "investigation", N_("whether it is investigated")
    FINDING = "finding", N_("what was found")
    POLICE = "police", N_("reported to the police")
    DISPOSITION = "disposition", N_("what was done besides")
    REPORT_THEME = "report_theme", N_("theme of the report")
    ORDERED_COUNT = "ordered_count", N_("count that was ordered")
    BODY = "body", N_("appeals body")
    RESULT = "result", N_("result")
    ON_MERITS = "on_merits", N_("whether the body decided the matter")
    REMARKED = "remarked", N_("with remarks")
    RECOMMENDS = "recommends", N_("what is recommended")
    REPEATS = "repeats", N_("repeats an earlier one")
    ANSWER = "answer", N_("answer to the recommendation")
    BECAME = "became", N_("what became of it")
    ONWARD = "onward", N_("told onward that it is not followed")
    ACTIVITY = "activity", N_("kind of activity")
    ACTIVITY_STATE = "activity_state", N_("planned, held or called off")


_TERMS: Mapping[Trait, str] = MappingProxyType(
    {
        Trait.TYPE: "inquiry_types",
        Trait.FIRST_TYPE: "inquiry_types",
        Trait.THEME: "themes",
        Trait.MAIN_THEME: "themes",
        Trait.HANDLING: "handlings",
        Trait.MAIN_HANDLING: "handlings",
        Trait.CHANNEL: "channels",
        Trait.PLACE: "places",
        Trait.REJECTION: "rejection_reasons",
        Trait.SCOPE_REASON: "out_of_scope",
        Trait.FINDING: "findings",
        Trait.DISPOSITION: "dispositions",
        Trait.REPORT_THEME: "report_themes",
        Trait.RECOMMENDS: "recommendation_types",
    }
)
_UNITS = frozenset({Trait.UNIT, Trait.UNITS, Trait.CONVENER})
_YES_NO = (YES, NO)
CODES: Mapping[Trait, tuple[str, ...]] = MappingProxyType(
    {
        Trait.WISH: ("guidance", "clarification", "complaint"),
        Trait.NOT_COUNTED: ("misdirected", "staff_consultation", "no_time_spent", "duplicate"),
        Trait.INQUIRER: (
            "citizen",
            "company",
            "association",
            "professional",
            "other_municipality",
            "press",
        ),
        Trait.RELATION: ("self", "relative", "guardian", "representative", "professional"),
        Trait.RESIDENT: ("yes", "no", "unknown"),
        Trait.LEGAL_POSITION: ("procedural", "substantive", "none", "not_known"),
        Trait.POSITION: ("main", "following"),
        Trait.RAISED_BY: ("citizen", "adviser"),
        Trait.UPHELD: ("yes", "partly", "no"),
        Trait.DIRECTION: ("in", "out"),
        Trait.OTHER_SIDE: ("citizen", "representative", "caseworker", "leader", "authority"),
        Trait.MEETING_KIND: ("citizen", "unit", "joint", "mediation", "reporter"),
        Trait.OWN_KIND: ("concrete", "general", "inspection", "ordered_by_council"),
        Trait.MEETING_ROLE: ("participant", "companion", "observer", "chair", "mediator"),
        Trait.CRITICISM_KIND: ("criticism", "formal_request", "recommendation"),
        Trait.REQUEST_KIND: ("referral", "questions", "statement", "documents"),
        Trait.QUALITY: ("full", "partial", "evasive"),
        Trait.SCOPE: ("within", "partly", "outside", "awaiting_information"),
        Trait.INVESTIGATION: ("investigate", "no_investigation", "forwarded"),
        Trait.BODY: ("appeals_board", "special_education_board", "planning_board", "other_body"),
        Trait.ANSWER: ("accepted", "partly", "rejected", "no_answer"),
        Trait.BECAME: ("followed", "partly", "not_followed", "not_yet"),
        Trait.REPEATS: _YES_NO,
        Trait.ONWARD: _YES_NO,
        Trait.RESULT: ("upheld", "changed", "annulled", "remanded", "rejected", "withdrawn"),
        Trait.ACTIVITY: ("status_meeting", "teaching", "visit", "inspection", "network", "other"),
        Trait.ACTIVITY_STATE: ("planned", "held", "called_off"),
        Trait.LEARNS: _YES_NO,
        Trait.WITHOUT_ADMINISTRATION: _YES_NO,
        Trait.IN_CONVERSATION: _YES_NO,
        Trait.RETURNED: _YES_NO,
        Trait.CROSS_AREA: _YES_NO,
        Trait.OWN_INITIATIVE: _YES_NO,
        Trait.FINISHED: _YES_NO,
        Trait.MET: _YES_NO,
        Trait.OVER_MEETING: _YES_NO,
        Trait.REPLIED: _YES_NO,
        Trait.CHASED: _YES_NO,
        Trait.POLICE: _YES_NO,
        Trait.REMARKED: _YES_NO,
        Trait.ON_MERITS: _YES_NO,
    }
)
"""The codes of the traits that no municipality changes; a test keeps them those of the cases."""

_OF_A_CASE = frozenset(
    {
        Trait.UNIT,
        Trait.UNITS,
        Trait.TYPE,
        Trait.FIRST_TYPE,
        Trait.THEME,
        Trait.MAIN_THEME,
        Trait.HANDLING,
        Trait.MAIN_HANDLING,
        Trait.CHANNEL,
        Trait.PLACE,
        Trait.MONTH,
        Trait.WISH,
        Trait.REJECTION,
        Trait.NOT_COUNTED,
        Trait.INQUIRER,
        Trait.RELATION,
        Trait.RESIDENT,
        Trait.LEGAL_POSITION,
        Trait.LEARNS,
        Trait.WITHOUT_ADMINISTRATION,
        Trait.IN_CONVERSATION,
        Trait.RETURNED,
        Trait.CROSS_AREA,
        Trait.OWN_INITIATIVE,
        Trait.OWN_KIND,
        Trait.CRITICISM_KIND,
        Trait.FINISHED,
        Trait.MET,
        Trait.OVER_MEETING,
        Trait.ORDERED_COUNT,
    }
)
_OF_A_RECOMMENDATION = frozenset(
    {Trait.UNITS, Trait.RECOMMENDS, Trait.THEME, Trait.MONTH, Trait.REPEATS, Trait.ONWARD, Trait.FINISHED}
)
_OF_AN_APPEAL = frozenset(
    {
        Trait.UNIT,
        Trait.BODY,
        Trait.RESULT,
        Trait.ON_MERITS,
        Trait.REMARKED,
        Trait.THEME,
        Trait.MONTH,
    }
)
_OF_AN_ACTIVITY = frozenset({Trait.ACTIVITY, Trait.ACTIVITY_STATE, Trait.UNITS, Trait.MONTH})
TRAITS: Mapping[Thing, frozenset[Trait]] = MappingProxyType(
    {
        Thing.PERSON: _OF_A_CASE,
        Thing.INQUIRY: _OF_A_CASE,
        Thing.CASE: _OF_A_CASE,
        Thing.CONTACT: _OF_A_CASE | {Trait.DIRECTION, Trait.OTHER_SIDE},
        Thing.POINT: _OF_A_CASE | {Trait.POSITION, Trait.RAISED_BY, Trait.UPHELD},
        Thing.MEETING: _OF_A_CASE | {Trait.MEETING_KIND, Trait.MEETING_ROLE, Trait.CONVENER},
        Thing.CRITICISM: _OF_A_CASE,
        Thing.LEARNING: _OF_A_CASE,
        Thing.REQUEST: _OF_A_CASE | {Trait.REQUEST_KIND, Trait.REPLIED, Trait.CHASED, Trait.QUALITY},
        Thing.REPORT: frozenset(
            {
                Trait.CHANNEL,
                Trait.MONTH,
                Trait.FINISHED,
                Trait.SCOPE,
                Trait.SCOPE_REASON,
                Trait.INVESTIGATION,
                Trait.FINDING,
                Trait.POLICE,
                Trait.DISPOSITION,
                Trait.REPORT_THEME,
            }
        ),
        Thing.APPEAL: _OF_AN_APPEAL,
        Thing.REMARK: _OF_AN_APPEAL,
        Thing.RECOMMENDATION: _OF_A_RECOMMENDATION,
        Thing.FOLLOW_UP: _OF_A_RECOMMENDATION | {Trait.UNIT, Trait.ANSWER, Trait.BECAME},
        Thing.ACTIVITY: _OF_AN_ACTIVITY,
        Thing.PARTICIPANT: _OF_AN_ACTIVITY,
        Thing.FOCUS_POINT: frozenset({Trait.THEME, Trait.MONTH}),
    }
)
"""By which traits each thing can be told apart; what it has of its own stands in place of its case's."""


OF_NOBODY = frozenset({Thing.ACTIVITY, Thing.PARTICIPANT, Thing.FOCUS_POINT})
"""What nobody can be recognised by, however few there are."""


def term_list(trait: Trait) -> str | None:
    """Give the list of the taxonomy that the codes of a trait stand on; None where they stand on none."""
    return _TERMS.get(trait)


def is_unit(trait: Trait) -> bool:
    """Whether the codes of a trait are units."""
    return trait in _UNITS
