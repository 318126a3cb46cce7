"""What follows of the handling from a decision of its own, so that nobody ticks it besides."""

from triage.cases.decisions.complaints import HandlingRecorded
from triage.cases.typed import Typed, typed
from triage.office.decisions.decision_form import DecisionContext

BY_REFERRAL = "referral_with_questions"


def handled_by_referral(decision_context: DecisionContext) -> tuple[Typed, ...]:
    """Give the handling with our entry for a referral in it, unless one is recorded."""
    recorded = decision_context.case.newest(HandlingRecorded)
    codes = () if recorded is None else recorded.codes
    handlings, on = decision_context.taxonomy.handlings, decision_context.file.today
    referrals = [each.code for each in handlings.values() if each.core == BY_REFERRAL]
    offered = [each for each in referrals if handlings[each].holds(on)]
    if not offered or any(each in codes for each in referrals):
        return ()
    return (typed(HandlingRecorded, codes=[*codes, offered[0]]),)
