"""The forms of the booking page: what each was made for, so that nothing else can be sent with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

BOOK, WAIT = "book", "wait"
"""What a form does."""
VALID_FOR = timedelta(hours=12)
"""How long a form may be filled in; less than Idempotency-Keys are kept, so that it books once."""


@dataclass(frozen=True, slots=True)
class PageForm:
    """What a form was made for."""

    purpose: str
    """BOOK or WAIT."""
    business_id: str
    """Whose page it is on."""
    link_id: str
    """Through which link it books."""
    starts: tuple[str, ...]
    """The starts that can be chosen in it, as the API writes instants; none for the waitlist."""
    key: str
    """Its Idempotency-Key: however often it is sent, it is carried out once."""
    until: datetime
    """When it ends."""


class Forms(Protocol):
    """Signs forms and reads what was signed."""

    def new_key(self) -> str: ...

    def sign(self, form: PageForm) -> str:
        """A token for a hidden field."""
        ...

    def read(self, purpose: str, token: str) -> PageForm | None:
        """None: it is none of ours. It may have ended."""
        ...
