"""Delivers the outbox's e-mail."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Protocol

from bookings.integrations.email import handing_over, proving
from bookings.integrations.email import waitlist as waiting
from bookings.integrations.email.handing_over import HandoverWriter
from bookings.integrations.email.kinds import CONSEQUENCES, KINDS
from bookings.integrations.email.letter import Letter, compose
from bookings.integrations.email.proving import ProofWriter
from bookings.integrations.email.reminders import reminders_job
from bookings.integrations.email.transports import Transport
from bookings.integrations.email.waitlist import WaitlistWriter
from bookings.integrations.email.writing import NothingToSay, Writer
from bookings.services.messages import GiveUp, Message, Plug, RetryPolicy
from bookings.services.ports import Reading, Storage
from bookings.services.proof_ports import Codes

POLICY = RetryPolicy(
    first_pause=timedelta(seconds=30),  # greylisting lets nobody in sooner
    longest_pause=timedelta(hours=1),
    give_up_after=timedelta(days=3),
)


class LetterWriter(Protocol):
    """Writes letters of some kinds."""

    def letter(self, view: Reading, message: Message) -> Letter:
        """Raises NothingToSay."""
        ...


@dataclass(frozen=True)
class EmailHandler:
    """`services.messages.Handler` for mails."""

    storage: Storage
    """Where it looks up what to say."""
    writers: Mapping[str, LetterWriter]
    """What it says, by the kind of message."""
    transport: Transport
    """How it leaves."""
    at_once: int = 16
    """Connections to the mail server at the same time."""
    policy: RetryPolicy = POLICY
    """When it tries again."""

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(self.writers)

    async def deliver(self, message: Message) -> str | None:
        try:
            mail = await asyncio.to_thread(self._written, message)
        except NothingToSay as reason:
            return str(reason)
        await self.transport.send(mail)
        return None

    def _written(self, message: Message) -> EmailMessage:
        """Reads and writes it; nothing of the storage is held when it is sent."""
        with self.storage.reading() as view:
            letter = self.writers[message.kind].letter(view, message)
        try:
            return compose(letter)
        except ValueError as error:
            raise GiveUp(f"Nobody can be written to at this address: {error}") from error


def email_plug(storage: Storage, writer: Writer, transport: Transport, codes: Codes) -> Plug:
    jobs = [reminders_job(storage, writer.clock)]
    waitlist = WaitlistWriter(writer.sender, writer.templates, writer.links, writer.clock)
    proofs = ProofWriter(writer.sender, writer.templates, codes, writer.clock)
    writers: dict[str, LetterWriter] = dict.fromkeys(KINDS, writer)
    writers |= dict.fromkeys(waiting.KINDS, waitlist) | dict.fromkeys(proving.KINDS, proofs)
    writers |= dict.fromkeys(handing_over.KINDS, HandoverWriter(writer.sender, writer.templates))
    handler = EmailHandler(storage, writers, transport)
    return Plug(CONSEQUENCES | waiting.CONSEQUENCES | handing_over.CONSEQUENCES, [handler], jobs)
