"""Proofs of e-mail addresses: `services.proof_ports` on a connection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from bookings.engine.contact_proof import ContactProof
from bookings.storage.locking import lock_proofs
from bookings.storage.tables import contact_proofs

_OF = contact_proofs.c


class SqlProofs:
    """One that writes locks the proof that is asked for before it is read."""

    def __init__(self, connection: Connection, is_writing: bool) -> None:
        self._connection = connection
        self._is_writing = is_writing

    def proof(self, business_id: str, proof_id: str) -> ContactProof | None:
        query = select(contact_proofs).where(_OF.business_id == business_id, _OF.id == proof_id)
        if self._is_writing:
            query = query.with_for_update()
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return ContactProof(
            id=row.id,
            business_id=row.business_id,
            line_id=row.line_id,
            contact_email=row.contact_email,
            created_at=row.created_at,
            expires_at=row.expires_at,
            wrong_tries=row.wrong_tries,
            confirmed_at=row.confirmed_at,
        )

    def asked_for(
        self, business_id: str, email: str, line_id: str, since: datetime
    ) -> tuple[Sequence[datetime], Sequence[datetime]]:
        lock_proofs(self._connection, business_id)
        here = _OF.business_id == business_id
        for_address = self._times(here, _OF.contact_email_key == email.lower(), _OF.created_at > since)
        return for_address, self._times(_OF.line_id == line_id, _OF.created_at > since)

    def add(self, proof: ContactProof) -> None:
        values = {
            "id": proof.id,
            "business_id": proof.business_id,
            "line_id": proof.line_id,
            "contact_email": proof.contact_email,
            "contact_email_key": proof.contact_email.lower(),
            "created_at": proof.created_at,
            "expires_at": proof.expires_at,
        }
        self._connection.execute(insert(contact_proofs), values)

    def put(self, proof: ContactProof) -> None:
        values = {"wrong_tries": proof.wrong_tries, "confirmed_at": proof.confirmed_at}
        self._connection.execute(update(contact_proofs).where(_OF.id == proof.id).values(values))

    def forget(self, before: datetime) -> int:
        return self._connection.execute(delete(contact_proofs).where(_OF.created_at < before)).rowcount

    def _times(self, *where: ColumnElement[bool]) -> Sequence[datetime]:
        query = select(_OF.created_at).where(*where).order_by(_OF.created_at)
        return self._connection.execute(query).scalars().all()
