"""`betro mail test`, and mail servers that want to be spoken to in secret and told who asks."""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from intake.clock import SystemClock
from tests.cli.test_installation import betro
from tests.clockwork import Clockwork, a_clockwork, at

HOST = "127.0.0.2"
"""Not the one address at which Betro speaks in the open."""


def free_port(host: str) -> int:
    """Give a port of an address of this machine that nothing listens on just now."""
    with socket.create_server((host, 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass
class Box:
    """What a mail server took, and who it lets in."""

    taken: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take one."""
        self.taken.append(envelope.content)
        return "250 OK"


def let_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: LoginPassword) -> AuthResult:
    """One name, one password."""
    return AuthResult(success=(given.login, given.password) == (b"betro", b"hemmeligt"), handled=False)


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate for HOST, which this process believes."""
    key, now = ec.generate_private_key(ec.SECP256R1()), SystemClock().now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    hosts = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(hosts, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = tmp_path / "server.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(pem))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.fixture(params=["starttls", "tls"])
def server(request: pytest.FixtureRequest, certified: ssl.SSLContext) -> Iterator[tuple[Box, dict[str, str]]]:
    """A mail server that wants a sign-in, by either way, and the settings that name it."""
    way = (
        {"ssl_context": certified}
        if request.param == "tls"
        else {"tls_context": certified, "require_starttls": True}
    )
    box = Box()
    running = Controller(
        box,
        hostname=HOST,
        port=free_port(HOST),
        authenticator=let_in,
        auth_required=True,
        auth_require_tls=request.param == "starttls",
        **way,
    )
    running.start()
    yield (
        box,
        {"BETRO_MAIL_HOST": HOST, "BETRO_MAIL_PORT": str(running.port), "BETRO_MAIL_TLS": request.param},
    )
    running.stop()


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation."""
    return a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))


def ask(town: Clockwork, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> tuple[int, str]:
    """Try the mail, and give exit code and what was said."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    said = betro("mail", "test", "anna@example.test", settings=town.settings)
    return said.exit_code, said.output


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_server_that_wants_a_sign_in_takes_the_mail(town, server, tmp_path, monkeypatch):
    """With the right password; with another it says why in the server's own words, and never the password."""
    box, settings = server
    secret = tmp_path / "password"
    secret.write_text("hemmeligt\n", encoding="ascii")
    secret.chmod(0o600)
    named = {**settings, "BETRO_MAIL_USER": "betro", "BETRO_MAIL_PASSWORD_FILE": str(secret)}
    assert ask(town, monkeypatch, named) == (0, "the mail server took it; now see that it arrives\n")
    assert b"anna@example.test" in box.taken[0]
    secret.write_text("forkert", encoding="ascii")
    code, said = ask(town, monkeypatch, named)
    assert (code, len(box.taken)) == (1, 1)
    assert "refused: 535" in said
    assert "forkert" not in said


@dataclass
class Listener:
    """Whoever answers under the mail server's name, and what they are told."""

    heard: list[str] = field(default_factory=list)

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Hear who it is."""
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, *_words: Any) -> str:
        """Hear who writes."""
        self.heard.append("MAIL")
        return "250 OK"

    async def handle_DATA(self, *_words: Any) -> str:
        """Hear what is written."""
        self.heard.append("DATA")
        return "250 OK"


@pytest.mark.parametrize("has_tls", [False, True])
def test_a_server_that_is_not_proven_is_told_nothing(town, certified, tmp_path, monkeypatch, has_tls):
    """It offers no TLS, or has a certificate that nobody signed: no name, no password, no mail reaches it."""
    secret = tmp_path / "password"
    secret.write_text("hemmeligt\n", encoding="ascii")
    secret.chmod(0o600)
    if has_tls:
        monkeypatch.delenv("SSL_CERT_FILE")
    listener = Listener()

    def overheard(*words: Any) -> AuthResult:
        """Hear a name and a password."""
        listener.heard.append("AUTH")
        return let_in(*words)

    running = Controller(
        listener,
        hostname=HOST,
        port=free_port(HOST),
        authenticator=overheard,
        auth_require_tls=False,
        **({"tls_context": certified} if has_tls else {}),
    )
    running.start()
    try:
        named = {
            "BETRO_MAIL_HOST": HOST,
            "BETRO_MAIL_PORT": str(running.port),
            "BETRO_MAIL_USER": "betro",
            "BETRO_MAIL_PASSWORD_FILE": str(secret),
        }
        code, said = ask(town, monkeypatch, named)
    finally:
        running.stop()
    assert code == 1
    assert ("SSLCertVerificationError" if has_tls else "SMTPNotSupportedError") in said
    assert listener.heard == []


def test_a_password_that_others_may_read_is_refused(town, tmp_path, monkeypatch):
    """By the setting's name, before anything is asked of the server."""
    secret = tmp_path / "password"
    secret.write_text("x")
    secret.chmod(0o644)
    settings = {"BETRO_MAIL_HOST": HOST, "BETRO_MAIL_USER": "betro"}
    code, said = ask(town, monkeypatch, {**settings, "BETRO_MAIL_PASSWORD_FILE": str(secret)})
    assert code == 1
    assert "mail_password_file: the file must not be open to everybody" in said


def test_without_a_server_the_mail_reaches_nobody_and_says_so(town, monkeypatch):
    """Exit code 1, though the file is written."""
    code, said = ask(town, monkeypatch, {})
    assert code == 1
    assert "reaches nobody" in said
    assert len(list(town.mail_folder.glob("*.eml"))) == 1


def test_a_server_that_is_not_there_is_told_in_one_line(town, monkeypatch):
    """No traceback."""
    code, said = ask(town, monkeypatch, {"BETRO_MAIL_HOST": HOST, "BETRO_MAIL_PORT": "1"})
    assert code == 1
    assert "ConnectionRefusedError" in said
    assert said.count("\n") == 1
