"""
Every command on a case, in one place to import from.

A command is a pure function: it takes the case as it is, the day, the actor and what was typed, and returns
the events that follow, or raises `Refusal`. It stores nothing and asks no clock.
"""

from triage.cases.decisions.acknowledgement import (
    acknowledgement_given,
    decide_acknowledgement,
    hand_acknowledgement,
    waive_acknowledgement,
)
from triage.cases.decisions.assessment import assess_scope, decide_investigation, record_outcome
from triage.cases.decisions.clocks import extend_deadline, interrupt, restart, resume, suspend
from triage.cases.decisions.closing import close, explain_breach, reopen
from triage.cases.decisions.complaints import (
    answer_by_hand,
    answer_given,
    decide_answer,
    record_department,
    record_handling,
    record_themes,
    register_call,
    reject_inquiry,
)
from triage.cases.decisions.criticism import answer_hearing, criticise, send_hearing
from triage.cases.decisions.dispositions import forward_with_agreement, inform_manager, record_disposition
from triage.cases.decisions.external_events import record_external_event
from triage.cases.decisions.feedback import decide_feedback, feedback_given, hand_feedback
from triage.cases.decisions.hand_over import (
    ask_hand_over,
    begin_handed_over,
    consent_hand_over,
    decline_hand_over,
    expire_hand_over,
)
from triage.cases.decisions.messages import (
    approve_minutes,
    draft_minutes,
    message_given,
    receive_message,
    record_letter,
    send_message,
)
from triage.cases.decisions.published_limits import record_own
from triage.cases.decisions.receiving import (
    add_note,
    assign,
    mark_code_known,
    open_identity,
    open_report,
    receive,
    register_contact,
    register_report,
    replace_code,
    set_summary,
)
from triage.cases.decisions.referral import announce_delay, recall_referral, refer, register_reply

__all__ = [
    "acknowledgement_given",
    "add_note",
    "announce_delay",
    "answer_by_hand",
    "answer_given",
    "answer_hearing",
    "approve_minutes",
    "ask_hand_over",
    "assess_scope",
    "assign",
    "begin_handed_over",
    "close",
    "consent_hand_over",
    "criticise",
    "decide_acknowledgement",
    "decide_answer",
    "decide_feedback",
    "decide_investigation",
    "decline_hand_over",
    "draft_minutes",
    "expire_hand_over",
    "explain_breach",
    "extend_deadline",
    "feedback_given",
    "forward_with_agreement",
    "hand_acknowledgement",
    "hand_feedback",
    "inform_manager",
    "interrupt",
    "mark_code_known",
    "message_given",
    "open_identity",
    "open_report",
    "recall_referral",
    "receive",
    "receive_message",
    "record_department",
    "record_disposition",
    "record_external_event",
    "record_handling",
    "record_letter",
    "record_outcome",
    "record_own",
    "record_themes",
    "refer",
    "register_call",
    "register_contact",
    "register_reply",
    "register_report",
    "reject_inquiry",
    "reopen",
    "replace_code",
    "restart",
    "resume",
    "send_hearing",
    "send_message",
    "set_summary",
    "suspend",
    "waive_acknowledgement",
]
