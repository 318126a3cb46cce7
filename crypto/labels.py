"""
Every label that keeps one use of a key, a hash or a signature apart from all others (SPEC 1.5).

.. danger::
   A changed label orphans everything that was stored under it. A new meaning gets a new label; no label is
   reused.
"""

# Derivations from a person's or a service's 32-byte seed (SPEC 2).
IDENTITY_KEM = b"betro/1/identity/kem"
IDENTITY_SIGN = b"betro/1/identity/sign"
SERVICE_SIGN = b"betro/1/service/sign"
KEY_ID = b"betro/1/key-id"

# Derivations from a receipt code (SPEC 3).
RECEIPT_LOCATOR = b"betro/1/receipt/locator"
RECEIPT_KEM = b"betro/1/receipt/kem"
RECEIPT_SIGN = b"betro/1/receipt/sign"
RECEIPT_RESEND = b"betro/1/receipt/resend"

# The envelope (SPEC 4).
ENVELOPE_COMMIT = b"betro/1/envelope/commit"
ENVELOPE_CHUNKS = b"betro/1/envelope/chunks"
ENVELOPE_STANZA = b"betro/1/envelope/stanza"
ENVELOPE_SIGNATURE = b"betro/1/envelope/signature"

ACKNOWLEDGEMENT_ID = b"betro/1/acknowledgement-id"

# Attached files (SPEC 6).
BLOB_KEY = b"betro/1/blob/key"
BLOB_OWNER = b"betro/1/blob/owner"
BLOB_CHUNKS = b"betro/1/blob/chunks"

# Passphrases (SPEC 7).
PASSPHRASE_WRAP = b"betro/1/passphrase/wrap"
PASSPHRASE_COMMIT = b"betro/1/passphrase/commit"

# The directory and the journal (SPEC 8 and 9).
DIRECTORY_STATEMENT = b"betro/1/directory/statement"
DIRECTORY_STATEMENT_2 = b"betro/2/directory/statement"
DIRECTORY_WORDS = b"betro/2/directory/words"
DIRECTORY_SEEN = b"betro/1/directory/seen"
JOURNAL_ENTRY = b"betro/1/journal/entry"
JOURNAL_CHECKPOINT = b"betro/1/journal/checkpoint"

# The index (SPEC 15).
INDEX_ROW = b"betro/1/index/row"
INDEX_IMPORTED = b"betro/1/index/imported"

# The holders of a case (SPEC 16).
HOLDERS_STATEMENT = b"betro/1/holders/statement"

# The portal's form tickets (SPEC 12).
TICKET = b"betro/1/ticket"

# Backups (SPEC 14).
BACKUP_PART = b"betro/1/backup/part"
BACKUP_CHUNKS = b"betro/1/backup/chunks"
BACKUP_MANIFEST = b"betro/1/backup/manifest"
BACKUP_DRILL = b"betro/1/backup/drill"

# Recovery (SPEC 17).
RECOVERY_GRANTS = b"betro/1/recovery/grants"
RECOVERY_TRIAL = b"betro/1/recovery/trial"
