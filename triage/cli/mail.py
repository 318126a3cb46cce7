"""`betro mail test`: whether mail reaches somebody, asked of the mail server itself."""

import secrets
import smtplib

import click

from triage.cli.installation import environment, installation
from triage.clock.dependencies import post_of
from triage.services.clock.mail_transport import FolderPost
from triage.services.clock.mailing import alert_mail
from triage.settings import load_mail


@click.group()
def mail() -> None:
    """The mail that tells people that something waits."""


@mail.command()
@click.argument("address")
def test(address: str) -> None:
    """Send ADDRESS what an advisor is sent: it says nothing of any case."""
    organisation, clock = installation()
    post = post_of(load_mail(environment()))
    try:
        post.send(
            alert_mail(
                key=secrets.token_hex(),
                sender=organisation.settings.mail_sender,
                receiver=address,
                language="da",
                slot=clock.now(),
            )
        )
    except smtplib.SMTPResponseException as error:
        # The server's own words, which whoever runs it can look up; here it is the operator who reads them.
        said = error.smtp_error
        words = said.decode(errors="replace") if isinstance(said, bytes) else said
        raise click.ClickException(f"the mail server refused: {error.smtp_code} {words}") from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise click.ClickException(f"the mail was not taken ({type(error).__name__}: {error})") from None
    if isinstance(post, FolderPost):
        raise click.ClickException("there is no mail_host: the mail lies in mail_folder and reaches nobody")
    click.echo("the mail server took it; now see that it arrives")
