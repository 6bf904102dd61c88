"""Contact proofs on the wire: read from bodies, and made into answers."""

from __future__ import annotations

import re
from datetime import datetime

from bookings.api import schemas
from bookings.api.fields import content_problems, converted, fields_of, invalid
from bookings.engine.contact_proof import CODE_DIGITS, ContactProof
from bookings.engine.errors import MissingField

_BETWEEN = re.compile(r"[\s\u00a0-]+")


def new_proof(body: bytes) -> str:
    """The address. Raises MalformedJson, MissingField, ValidationFailed."""
    given = fields_of(body, schemas.NewContactProof)
    if "contact_email" not in given:
        raise MissingField(["contact_email"])
    return converted(given, schemas.NewContactProof, content_problems(given)).contact_email


def proof_code(body: bytes) -> str:
    """The digits. Raises MalformedJson, MissingField, ValidationFailed: what can be no code is no try."""
    given = fields_of(body, schemas.ProofCode)
    if "code" not in given:
        raise MissingField(["code"])
    digits = _BETWEEN.sub("", given["code"]) if isinstance(given["code"], str) else None
    is_code = digits is None or re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", digits)
    problems = [] if is_code else [invalid("code", f"must be {CODE_DIGITS} digits")]
    return _BETWEEN.sub("", converted(given, schemas.ProofCode, problems).code)


def proof_body(proof: ContactProof, now: datetime) -> schemas.ContactProof:
    return schemas.ContactProof(
        id=proof.id,
        contact_email=proof.contact_email,
        status=proof.status(now).value,
        created_at=proof.created_at,
        expires_at=proof.expires_at,
        confirmed_at=proof.confirmed_at,
    )
