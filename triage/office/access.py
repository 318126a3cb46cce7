"""
Which pages are open to whoever comes, and where the decision pages of a case are.

What each role may open stands in `triage.cases.roles`; a page that stands neither there nor here is refused.
Which *case* a person may see is decided elsewhere, by `visible_to`: here only roles are looked at, so that a
refusal tells nothing of any case.
"""

OPEN = frozenset({"static", "sign_in", "calendar_file"})
"""
Pages for which nobody needs to be signed in. Calendar programmes cannot be: the secret in the address says
whose days they are.
"""
DECISIONS = (
    "summary",
    "note",
    "message",
    "acknowledge",
    "contact",
    "minutes",
    "minutes-approved",
    "scope",
    "investigation",
    "disposition",
    "manager",
    "forward",
    "outcome",
    "feedback",
    "hand-over",
    "consent",
    "decline",
    "department",
    "themes",
    "handling",
    "refer",
    "reply",
    "delay",
    "recall",
    "hearing",
    "hearing-answer",
    "criticism",
    "answer",
    "reject",
    "delay-notice",
    "appeal",
    "extend",
    "suspend",
    "resume",
    "interrupt",
    "restart",
    "waive",
    "happening",
    "own-limit",
    "breach",
    "code",
    "assign",
    "close",
    "reopen",
)
"""The decision pages of a case, each an address of its own."""
DECIDE = "/cases/<reference>/<any({}):what>".format(", ".join(f'"{name}"' for name in DECISIONS))
