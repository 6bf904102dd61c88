"""What all that change something have in common: a thread, a transaction, an Idempotency-Key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import msgspec
from litestar import MediaType, Response
from litestar.datastructures import ResponseHeader
from litestar.params import HeaderParameter

from bookings.api.access import ApiRequest, core_of, writers_of
from bookings.engine.booking import Booking
from bookings.engine.errors import Problem, ValidationFailed
from bookings.services.idempotency import Answer, Attempt, once
from bookings.services.ports import Writing

REPLAYED = "Idempotent-Replayed"
_KEY = re.compile(r"^[!-~][ -~]{0,254}$")
_ETAG = re.compile(r'"[0-9]{1,9}"')

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        schema_extra={"minLength": 1, "maxLength": 255, "pattern": _KEY.pattern},
        description="Any text of your own, new for each request, such as a UUID. A repetition with the same "
        "key and body changes nothing and gets the first answer again, for at least 24 hours. A "
        "request that failed has changed nothing, and is tried anew.",
    ),
]

REPLAYED_HEADER = ResponseHeader(
    name=REPLAYED,
    documentation_only=True,
    description="true if this is the stored answer of an earlier request with the same Idempotency-Key.",
)

IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match",
        schema_extra={"pattern": r'^(\*|"[0-9]{1,9}"( *, *"[0-9]{1,9}")*)$'},
        description="The ETag of the booking as the caller knows it; if it has been changed since, 412.",
    ),
]

ETAG_HEADER = ResponseHeader(
    name="ETag", documentation_only=True, description="The booking's version, for If-Match."
)


def etag(booking: Booking) -> dict[str, str]:
    return {"ETag": f'"{booking.version}"'}


def versions_of(if_match: str | None) -> frozenset[int] | None:
    """The versions that the header allows; None: any. Raises ValidationFailed."""
    if if_match is None or if_match.strip() == "*":
        return None
    tags = [tag.strip() for tag in if_match.split(",")]
    if not all(_ETAG.fullmatch(tag) for tag in tags):
        raise ValidationFailed([Problem('If-Match must be an ETag as answered, like "1".', field="If-Match")])
    return frozenset(int(tag.strip('"')) for tag in tags)


async def written(
    request: ApiRequest, body: bytes, key: str | None, work: Callable[[Writing], Answer]
) -> Response[Any]:
    """Do the work in a transaction of its own, or say again what it was answered before."""
    core = core_of(request)
    attempt = _attempt(request, body, key) if key is not None else None

    def carry_out(unit: Writing) -> tuple[Answer, bool]:
        return once(unit, attempt, core.clock(), lambda: work(unit))

    answer, is_replayed = await writers_of(request).write(core, carry_out)
    headers = dict(answer.headers) | ({REPLAYED: "true"} if is_replayed else {})
    return Response(
        answer.body.encode() or None,
        status_code=answer.status,
        headers=headers,
        media_type=MediaType.JSON,
    )


def answer(status: int, body: msgspec.Struct, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, msgspec.json.encode(body).decode(), dict(headers or {}))


def _attempt(request: ApiRequest, body: bytes, key: str) -> Attempt:
    """The order of the body's fields and its spacing make no difference."""
    if not _KEY.fullmatch(key):
        message = "Idempotency-Key must be 1 to 255 printable ASCII characters."
        raise ValidationFailed([Problem(message, field="Idempotency-Key")])
    said = b"\n".join([request.method.encode(), request.url.path.encode(), _plain(body)])
    return Attempt(request.auth.line_id, key, hashlib.sha256(said).hexdigest())


def _plain(body: bytes) -> bytes:
    """Whether it has to be JSON is for the route to say; one that needs no body minds none."""
    try:
        return msgspec.json.encode(msgspec.json.decode(body), order="sorted") if body.strip() else b""
    except (ValueError, RecursionError):
        return body
