"""
What is signed about recovery (SPEC 17): the root what a recovery gives, the recovery key that it was tried.

The recovery key signs nothing else. It stands in the directory in a role of its own, so its signature is no
advisor's, and k share-holders of it can neither vouch for anybody nor write to a reporter.
"""

from typing import Literal

from crypto import encoding, labels
from crypto.hazmat import signing
from crypto.keys import Holder, Signer, verify

SIGNATURE_BYTES = signing.SIGNATURE_BYTES


def sign_grants(root: Signer, body: bytes) -> bytes:
    """Sign what a recovery gives, with the ceremony root (SPEC 17.3)."""
    return root.sign(encoding.field(labels.RECOVERY_GRANTS) + body)


def verify_grants(root_verify_key: bytes, body: bytes, signature: bytes) -> Literal[True]:
    """Insist that the root signed what a recovery gives. Raises TamperedError: it did not."""
    return verify(root_verify_key, encoding.field(labels.RECOVERY_GRANTS) + body, signature)


def sign_trial(recovery: Holder, body: bytes) -> bytes:
    """Sign that recovery was tried, with the recovery key that opened what was drawn (SPEC 17.4)."""
    return recovery.sign(encoding.field(labels.RECOVERY_TRIAL) + body)


def verify_trial(recovery_verify_key: bytes, body: bytes, signature: bytes) -> Literal[True]:
    """Insist that whoever has the recovery seed tried it. Raises TamperedError: nobody did."""
    return verify(recovery_verify_key, encoding.field(labels.RECOVERY_TRIAL) + body, signature)
