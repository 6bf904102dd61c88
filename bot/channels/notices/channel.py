"""`POST /webhooks/notices/webhook`: the Bookings API's webhook, signed after Standard Webhooks.

`booking.reminder` and `waitlist.offered` are passed on to the conversation in which the person booked, or
joined the waitlist, if they agreed to be written to there. All other events are taken and left alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import InvalidConfigException
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import clock
from bot.channels.base import Handler
from bot.channels.notices.signing import is_genuine, key_of
from bot.channels.providers.agreements import Agreements, Place
from bot.channels.providers.channel import agreements, domain_of, refused, taken
from bot.channels.providers.seen import seen
from bot.channels.writing import Notice, WritingChannel
from bot.runtime.responses import REMINDER, response

SECRET = "BOT_NOTICE_SECRET"


class NoticesChannel(InputChannel):
    """Takes no messages of people; writes to them."""

    def __init__(self, key: bytes | None, places: Agreements | None) -> None:
        """`key`: the webhook's; None: closed."""
        self._key, self._places, self._seen = key, places, seen("notices")

    @classmethod
    def name(cls) -> str:
        return "notices"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> NoticesChannel:
        secret = os.environ.get(SECRET, "").strip()
        if not secret:
            return cls(None, None)
        try:
            return cls(key_of(secret), agreements())
        except ValueError as problem:
            raise InvalidConfigException(f"{SECRET}: {problem}") from None

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The one route, below /webhooks/notices."""
        routes, key, places = Blueprint("notices_channel"), self._key, self._places
        if key is None or places is None:
            return routes

        @routes.post("/webhook", name="webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not is_genuine(key, request.headers, request.body):
                return refused(401, "invalid_signature", "This was not signed with the webhook's secret.")
            event = _read(request.body)
            if event is None:
                return refused(400, "invalid_message", "The body is no event of the Bookings API.")
            if await self._seen.first(request.headers["webhook-id"]):
                _pass_on(request, on_new_message, event, places)
            return taken()

        return routes


def _pass_on(request: Request, handler: Handler, event: Mapping[str, Any], places: Agreements) -> None:
    data = event["data"]
    subject = data.get("reference") if event["type"] == "booking.reminder" else data.get("entry_id")
    place = places.place_for(str(subject))
    channels = {each.name(): each for each in request.app.ctx.input_channels}
    channel = channels.get(place.channel) if place else None
    if place is None or not isinstance(channel, WritingChannel) or not channel.can_write:
        return
    name = request.headers["webhook-id"]
    if event["type"] == "booking.reminder":
        if _is_to_come(data):
            notice = Notice(name, instant(data["start_time"]))
            channel.begin(place.conversation, partial(_remind, request, channel, place, notice, data))
    elif event["type"] == "waitlist.offered":
        notice = Notice(name, instant(data.get("expires_at") or data["start_time"]))
        work = partial(_offer, request, handler, channel, place, notice, str(subject))
        channel.begin(place.conversation, work)


async def _remind(
    request: Request, channel: WritingChannel, place: Place, notice: Notice, booking: Any
) -> None:
    domain = domain_of(request)
    said = response(
        domain,
        REMINDER,
        channel.name(),
        title=booking.get("link_title"),
        staff=booking.get("staff_name"),
        when=moment(booking["start_time"], place.zone),
        reference=booking.get("reference"),
    )
    await channel.way_to(place, domain, notice).send_response(place.conversation, said)


async def _offer(
    request: Request, handler: Handler, channel: WritingChannel, place: Place, notice: Notice, entry_id: str
) -> None:
    """As if the person had asked what the waitlist offers: the dialogue tells, and waits for the answer.

    Unless it has forgotten that they wait, after a restart say: then the mail alone tells of it.
    """
    tracker = await request.app.ctx.agent.tracker_store.retrieve(place.conversation)
    if tracker is None or entry_id not in (tracker.slots["waitlist"].value or []):
        return
    output = channel.way_to(place, domain_of(request), notice)
    asked = UserMessage("/answer_offer", output, place.conversation, input_channel=channel.name())
    await channel.answer(handler, asked, request.app.ctx.agent, 100)


def instant(text: str) -> datetime:
    """The instant in the API's words."""
    return datetime.fromisoformat(str(text).replace("Z", "+00:00"))


def moment(start: str, zone: str) -> str:
    """ "Tuesday 24 November at 2:00 pm"."""
    local = instant(start).astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B} at {local.hour % 12 or 12}:{local:%M} {local:%p}".replace(
        "AM", "am"
    ).replace("PM", "pm")


def _is_to_come(booking: Mapping[str, Any]) -> bool:
    """A reminder that was held up reminds nobody of what has begun, or was cancelled."""
    return booking.get("status") == "confirmed" and instant(booking["start_time"]) > clock.now()


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_event = isinstance(event, dict) and isinstance(event.get("data"), dict)
    return event if is_event and isinstance(event.get("type"), str) else None
