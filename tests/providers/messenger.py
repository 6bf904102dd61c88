"""Facebook's Send API as it is documented, and webhooks as Facebook sends and signs them.

Sources: https://developers.facebook.com/docs/messenger-platform/reference/send-api,
…/reference/buttons/quick-replies, …/webhooks
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
from typing import Any

from tests.providers.server import Answered, Asked, FakeProvider

SECRET, TOKEN, VERIFY, PAGE = "an-app-secret", "EAAFakePageToken", "chosen-by-us", "682498302938465"
MIDS = itertools.count(1)


class FakeMessenger(FakeProvider):
    """One page's conversations."""

    def answer(self, asked: Asked) -> Answered:
        if asked.query.get("access_token") != TOKEN:
            return self.error(190, "Invalid OAuth access token - Cannot parse access token")
        if not asked.path.endswith("/me/messages"):
            return self.error(2500, "Unknown path components")
        body = asked.json
        if not (body.get("recipient") or {}).get("id"):
            return self.error(100, "(#100) The parameter recipient is required")
        if body.get("messaging_type") not in ("RESPONSE", "UPDATE", "MESSAGE_TAG"):
            return self.error(100, "(#100) messaging_type")
        problem = message_problem(body.get("message") or {})
        if problem:
            return self.error(100, f"(#100) {problem}")
        message = body["message"] | {"to": body["recipient"]["id"], "mid": f"m_out{next(MIDS)}"}
        self.keep(message)
        return Answered({"recipient_id": message["to"], "message_id": message["mid"]})

    def error(self, code: int, message: str) -> Answered:
        self.refused.append(message)
        details = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1"}
        return Answered({"error": details}, 400)


def message_problem(message: dict[str, Any]) -> str | None:
    """What the documentation does not allow."""
    text, replies = message.get("text"), message.get("quick_replies") or []
    if not text and not message.get("attachment"):
        return "text or attachment"
    if len(text or "") > 2000:
        return "Length of param message[text] must be less than or equal to 2000"
    if "quick_replies" in message and not 1 <= len(replies) <= 13:
        return "quick_replies: 1 to 13"
    for reply in replies:
        if reply.get("content_type") != "text":
            return "content_type"
        if not 1 <= len(reply.get("title") or "") <= 20:
            return "title: 1 to 20"
        if not 1 <= len(reply.get("payload") or "") <= 1000:
            return "payload: 1 to 1000"
    return None


def writing(person: str, text: str | None, **message: Any) -> dict[str, Any]:
    """What happens when a person writes, or taps a quick reply (`quick_reply`)."""
    inner = {"mid": f"m_in{next(MIDS)}"} | ({"text": text} if text is not None else {}) | message
    return {
        "sender": {"id": person},
        "recipient": {"id": PAGE},
        "timestamp": 1764000000000,
        "message": inner,
    }


def delivery(*events: dict[str, Any]) -> dict[str, Any]:
    """A delivery of these events."""
    return {"object": "page", "entry": [{"id": PAGE, "time": 1764000000001, "messaging": list(events)}]}


def signed(content: Any, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a delivery."""
    body = json.dumps(content).encode()
    digests = {
        "X-Hub-Signature": "sha1=" + hmac.new(secret.encode(), body, hashlib.sha1).hexdigest(),
        "X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
    }
    return body, {"Content-Type": "application/json", **digests}
