"""
Which pages are open to whoever comes, and where the decision pages of a case are.

What each role may open stands in `triage.cases.roles`; a page that stands neither there nor here is refused.
Which *case* a person may see is decided elsewhere, by `visible_to`: here only roles are looked at, so that a
refusal tells nothing of any case.
"""

OPEN = frozenset({"static", "sign_in", "calendar_file", "enrol", "own_keys", "lost_phone", "new_phone"})
"""
Pages for which nobody needs to be signed in. Calendar programmes cannot be: the secret in the address says
whose days they are. Who makes keys of their own is nobody yet: a ticket says who they are to be.
"""
DECIDE = "/cases/<reference>/<what>"
"""The decision pages of a case, each an address of its own; which there are says `decisions.registry`."""
