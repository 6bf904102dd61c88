"""A real SMTP server on loopback (aiosmtpd) that notes what it is given and refuses what it is told to."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Postbox:
    """The server's handler: what it accepts lies in `mails`."""

    rcpt: Callable[[str], str | None] = lambda _: None
    """What to answer to a recipient instead of accepting it."""
    data: Callable[[SMTP], Any] = lambda _: None
    """What to answer to a mail instead of accepting it; may also await, or hang up."""
    mails: list[EmailMessage] = field(default_factory=list)
    """Accepted."""
    recipients: list[str] = field(default_factory=list)
    """Of the accepted ones."""
    over_tls: list[bool] = field(default_factory=list)
    """Whether they came encrypted."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.rcpt(address)
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        refusal = self.data(server)
        if asyncio.iscoroutine(refusal):
            refusal = await refusal
        if refusal is not None:
            return str(refusal)
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(BytesParser(EmailMessage, policy=policy.default).parsebytes(content))
        self.recipients += envelope.rcpt_tos
        assert server.transport is not None
        self.over_tls.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"


@asynccontextmanager
async def serving(
    postbox: Postbox, tls: ssl.SSLContext | None = None, implicit: bool = False, login: str | None = None
) -> AsyncIterator[int]:
    """The port. `tls`: offered and required by STARTTLS, or from the first byte. `login`: "user:password"."""
    loop = asyncio.get_running_loop()

    def authenticator(_: SMTP, __: Session, ___: Envelope, mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        said = f"{given.login.decode()}:{given.password.decode()}"
        return AuthResult(success=said == login, handled=False)

    def make() -> SMTP:
        return SMTP(
            postbox,
            hostname="mail.test",
            enable_SMTPUTF8=True,
            tls_context=None if implicit else tls,
            require_starttls=tls is not None and not implicit,
            authenticator=authenticator if login else None,
            auth_required=login is not None,
            auth_require_tls=tls is not None and not implicit,
            loop=loop,
        )

    server = await loop.create_server(make, "127.0.0.1", 0, ssl=tls if implicit else None)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def certificate(folder: Path, now: datetime) -> tuple[ssl.SSLContext, Path]:
    """A context for a server at 127.0.0.1, and the file with the certificate to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = folder / "key.pem"
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file, private)
    return context, file
