"""What the clock works with, by its settings."""

from crypto.keys import SigningKey
from intake.settings import SettingsError
from triage.services.accounts.figures import count_closed
from triage.services.clock.mail_transport import FolderPost, Post, SmtpPost
from triage.services.clock.tick import ClockDependencies
from triage.settings import ClockSettings, MailSettings


def dependencies_of(own: ClockSettings) -> ClockDependencies:
    """
    Give the clock its key, its mail and its folder.

    Raises:
        SettingsError: there is no way for mail to go.
    """
    return ClockDependencies(
        SigningKey.from_seed(own.checkpoint_key), post_of(own.mail), own.checkpoint_folder, count_closed
    )


def post_of(own: MailSettings) -> Post:
    """Give the way mail goes: the server, or the folder where there is none."""
    if own.mail_host:
        return SmtpPost(own.mail_host, own.mail_port, own.mail_tls, own.mail_user, own.mail_password)
    if own.mail_folder is None:
        raise SettingsError("mail_host: must be set, or mail_folder for trying out")
    return FolderPost(own.mail_folder)
