"""Slack's Web API as far as it is documented for the methods that we call, and requests as Slack sends them.

Sources: https://docs.slack.dev/reference/methods/chat.postMessage, …/chat.update, …/chat.postEphemeral,
…/users.info, …/auth.test; https://docs.slack.dev/reference/block-kit; https://docs.slack.dev/apis/events-api
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import re
import time
from typing import Any
from urllib.parse import urlencode

from tests.providers.server import Answered, Asked, FakeProvider

TOKEN, SECRET = "xoxb-fake-token", "8f742231b10e8888abcd99yyyzzz85a5"
TEAM, BOT, APP = "T0TEAM", "U0BOT", "A0APP"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class FakeSlack(FakeProvider):
    """One workspace. `posts` are the messages in it by `ts`, as they look now."""

    def __init__(self) -> None:
        super().__init__()
        self.users: dict[str, dict[str, Any]] = {}
        self.posts: dict[str, dict[str, Any]] = {}
        self.ephemeral: list[dict[str, Any]] = []
        self.ids = itertools.count(1)
        self.methods: list[str] = []

    def user(self, name: str, email: str | None, timezone: str = "Europe/London") -> str:
        """A new member of the workspace; the id."""
        found = f"U{next(self.ids):04}"
        profile = {"real_name": name, "display_name": name.split()[0].lower()}
        profile |= {"email": email} if email else {}
        user = {"id": found, "team_id": TEAM, "name": name.split()[0].lower(), "real_name": name}
        self.users[found] = user | {"tz": timezone, "is_bot": False, "profile": profile}
        return found

    def ts(self) -> str:
        """A new message's name."""
        return f"1764000000.{next(self.ids):06}"

    def answer(self, asked: Asked) -> Answered:
        method = asked.path.removeprefix("/api/")
        self.methods.append(method)
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return self.error("invalid_auth")
        methods = {
            "chat.postMessage": self.post,
            "chat.update": self.update,
            "chat.postEphemeral": self.post_ephemeral,
            "users.info": self.users_info,
            "auth.test": self.auth_test,
        }
        if method not in methods:
            return self.error("unknown_method")
        return methods[method](asked)

    def error(self, name: str, *messages: str) -> Answered:
        self.refused.append(f"{name} {messages}")
        details = {"response_metadata": {"messages": list(messages)}} if messages else {}
        return Answered({"ok": False, "error": name, **details})

    def post(self, asked: Asked) -> Answered:
        body = arguments(asked)
        if problem := self._problem(body):
            return problem
        message = body | {"ts": self.ts(), "user": BOT}
        self.posts[message["ts"]] = message
        self.keep(message)
        return Answered({"ok": True, "channel": body["channel"], "ts": message["ts"], "message": message})

    def update(self, asked: Asked) -> Answered:
        body = arguments(asked)
        if body.get("ts") not in self.posts:
            return self.error("message_not_found")
        if problem := self._problem(body):
            return problem
        self.posts[body["ts"]] |= {"text": body.get("text"), "blocks": body.get("blocks") or []}
        return Answered({"ok": True, "channel": body["channel"], "ts": body["ts"], "text": body.get("text")})

    def post_ephemeral(self, asked: Asked) -> Answered:
        body = arguments(asked)
        if body.get("user") not in self.users:
            return self.error("user_not_in_channel")
        if problem := self._problem(body):
            return problem
        self.ephemeral.append(body)
        return Answered({"ok": True, "message_ts": self.ts()})

    def users_info(self, asked: Asked) -> Answered:
        if "json" in asked.headers.get("content-type", ""):
            return self.error("invalid_arguments", "users.info takes form fields")
        found = self.users.get(asked.form.get("user", ""))
        return Answered({"ok": True, "user": found}) if found else self.error("user_not_found")

    def auth_test(self, asked: Asked) -> Answered:
        return Answered({"ok": True, "team": "Bright Smiles", "user": "bookings", "user_id": BOT})

    def _problem(self, body: dict[str, Any]) -> Answered | None:
        if not body.get("channel"):
            return self.error("channel_not_found")
        if not (body.get("text") or body.get("blocks")):
            return self.error("no_text")
        if len(body.get("text") or "") > 40_000:
            return self.error("msg_too_long")
        problems = block_problems(body.get("blocks") or [])
        return self.error("invalid_blocks", *problems) if problems else None


def arguments(asked: Asked) -> dict[str, Any]:
    """The arguments of a method that writes: JSON, whose charset has to be told, or form fields."""
    return asked.json if "json" in asked.headers.get("content-type", "") else asked.form


# ---- Block Kit -----------------------------------------------------------------------------------------


def block_problems(blocks: list[dict[str, Any]]) -> list[str]:
    """What the documentation does not allow, as Slack tells it."""
    found = ["no more than 50 items allowed [json-pointer:/blocks]"] if len(blocks) > 50 else []
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    found += ["block_id must be unique"] if len(ids) != len(set(ids)) else []
    for number, block in enumerate(blocks):
        check = BLOCKS.get(str(block.get("type")))
        problems = check(block) if check else [f"unsupported type: {block.get('type')}"]
        problems += ["block_id: 255 characters"] if len(block.get("block_id", "")) > 255 else []
        found += [f"{problem} [json-pointer:/blocks/{number}]" for problem in problems]
    return found


def _section(block: dict[str, Any]) -> list[str]:
    return _text(block.get("text"), 3000, ("mrkdwn", "plain_text"))


def _context(block: dict[str, Any]) -> list[str]:
    elements = block.get("elements") or []
    found = [] if 1 <= len(elements) <= 10 else ["context: 1 to 10 elements"]
    return found + [p for each in elements for p in _text(each, 3000, ("mrkdwn", "plain_text"))]


def _actions(block: dict[str, Any]) -> list[str]:
    elements = block.get("elements") or []
    found = [] if 1 <= len(elements) <= 25 else ["actions: 1 to 25 elements"]
    ids = [element.get("action_id") for element in elements]
    found += ["action_id must be unique within the block"] if len(ids) != len(set(ids)) else []
    for element in elements:
        check = ELEMENTS.get(str(element.get("type")))
        found += check(element) if check else [f"unsupported element: {element.get('type')}"]
        found += ["action_id: 1 to 255"] if not 1 <= len(element.get("action_id") or "") <= 255 else []
    return found


def _image(block: dict[str, Any]) -> list[str]:
    return [] if block.get("image_url") and block.get("alt_text") else ["image: image_url and alt_text"]


def _button(element: dict[str, Any]) -> list[str]:
    found = _text(element.get("text"), 75, ("plain_text",))
    return found + (["value: 2000 characters"] if len(element.get("value", "")) > 2000 else [])


def _datepicker(element: dict[str, Any]) -> list[str]:
    initial = element.get("initial_date")
    found = ["initial_date: YYYY-MM-DD"] if initial and not DAY.fullmatch(initial) else []
    placeholder = element.get("placeholder")
    return found + (_text(placeholder, 150, ("plain_text",)) if placeholder else [])


def _text(text: Any, limit: int, types: tuple[str, ...]) -> list[str]:
    if not isinstance(text, dict) or text.get("type") not in types:
        return [f"text: an object of type {' or '.join(types)}"]
    known = {"type", "text", "verbatim"} if text["type"] == "mrkdwn" else {"type", "text", "emoji"}
    found = [f"invalid additional property: {name}" for name in set(text) - known]
    length = len(text.get("text") or "")
    return found + ([] if 1 <= length <= limit else [f"text: 1 to {limit} characters, not {length}"])


BLOCKS = {"section": _section, "context": _context, "actions": _actions, "image": _image}
ELEMENTS = {"button": _button, "datepicker": _datepicker}


# ---- What Slack sends ----------------------------------------------------------------------------------


def signed(body: bytes, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers of a request, written independently of the channel's own check."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def event(
    user: str, channel: str, text: str, ts: str, kind: str = "message", **others: Any
) -> dict[str, Any]:
    """An event as it is delivered when somebody writes."""
    inner = {"type": kind, "user": user, "text": text, "ts": ts, "channel": channel, "event_ts": ts}
    inner |= {"channel_type": "im" if channel.startswith("D") else "channel"} if kind == "message" else {}
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": inner | {"client_msg_id": f"client-{ts}", "team": TEAM} | others,
        "type": "event_callback",
        "event_id": f"Ev{ts.replace('.', '')}{kind}",
        "event_time": int(float(ts)),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-eyJldCI6Im1lc3NhZ2UifQ",
    }


def as_event(content: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    """Body and headers of an event's delivery."""
    body = json.dumps(content).encode()
    return body, {"Content-Type": "application/json; charset=utf-8", **signed(body)}


def pressing(user: str, post: dict[str, Any], action: dict[str, Any], url: str) -> dict[str, Any]:
    """The interaction when `user` takes `action` in the message `post`."""
    thread = {"thread_ts": post["thread_ts"]} if post.get("thread_ts") else {}
    block = next(b for b in post["blocks"] if action in (b.get("elements") or []))
    taken = {"action_id": action["action_id"], "block_id": block["block_id"], "type": action["type"]}
    return {
        "type": "block_actions",
        "user": {"id": user, "username": "someone", "name": "someone", "team_id": TEAM},
        "api_app_id": APP,
        "token": "deprecated",
        "container": {
            "type": "message",
            "message_ts": post["ts"],
            "channel_id": post["channel"],
            "is_ephemeral": False,
            **thread,
        },
        "trigger_id": "12466734323.1395872398",
        "team": {"id": TEAM, "domain": "bright-smiles"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": post["channel"], "name": "directmessage"},
        "message": {"bot_id": "B0BOT", "type": "message", "user": BOT, "ts": post["ts"], **thread}
        | {"text": post["text"], "blocks": post["blocks"]},
        "state": {"values": {}},
        "response_url": f"{url}/actions/{TEAM}/1/x",
        "actions": [taken | {"action_ts": "1764000001.000001"} | _value(action)],
    }


def _value(action: dict[str, Any]) -> dict[str, Any]:
    if action["type"] == "datepicker":
        return {"selected_date": action["selected_date"], "initial_date": action.get("initial_date")}
    return {"text": {**action["text"], "emoji": True}, "value": action["value"]}


def as_interaction(content: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    """Body and headers of an interaction's delivery."""
    body = urlencode({"payload": json.dumps(content)}).encode()
    return body, {"Content-Type": "application/x-www-form-urlencoded", **signed(body)}


def buttons(post: dict[str, Any]) -> list[dict[str, Any]]:
    """The buttons of a message."""
    found = [element for block in post["blocks"] for element in block.get("elements") or []]
    return [element for element in found if element["type"] == "button"]
