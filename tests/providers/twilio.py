"""Twilio's message resource as it is documented, and webhooks as Twilio sends and signs them.

Sources: https://www.twilio.com/docs/messaging/api/message-resource,
https://www.twilio.com/docs/messaging/guides/webhook-request, https://www.twilio.com/docs/usage/security
"""

from __future__ import annotations

import base64
import itertools
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from tests.providers.server import Answered, Asked, FakeProvider

ACCOUNT, TOKEN = "AC" + "0123456789abcdef" * 2, "12345678901234567890123456789012"
WEBHOOK = "https://bot.example.com/webhooks/twilio/webhook"
NUMBER = "+442079460000"
SIDS = itertools.count(1)


class FakeTwilio(FakeProvider):
    """One account's messages."""

    def answer(self, asked: Asked) -> Answered:
        expected = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if asked.headers.get("authorization") != expected:
            return self.error(401, 20003, "Authenticate")
        if asked.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return self.error(404, 20404, f"The requested resource {asked.path} was not found")
        form = asked.form
        if not form.get("To"):
            return self.error(400, 21604, "A 'To' phone number is required.")
        if not form.get("From"):
            return self.error(400, 21603, "A 'From' phone number is required.")
        if form["To"].startswith("whatsapp:") != form["From"].startswith("whatsapp:"):
            return self.error(400, 63007, "Twilio could not find a Channel with the specified From address")
        if not form.get("Body"):
            return self.error(400, 21602, "Message body is required.")
        if len(form["Body"]) > 1600:
            problem = "The concatenated message body exceeds the 1600 character limit"
            return self.error(400, 21617, problem)
        message = {
            "sid": f"SM{next(SIDS):032x}",
            "from": form["From"],
            "to": form["To"],
            "body": form["Body"],
        }
        self.keep(message)
        return Answered(message | {"status": "queued", "account_sid": ACCOUNT, "error_code": None}, 201)

    def error(self, status: int, code: int, message: str) -> Answered:
        self.refused.append(message)
        return Answered({"code": code, "message": message, "more_info": "", "status": status}, status)


def writing(person: str, text: str, number: str = NUMBER, **others: str) -> dict[str, str]:
    """The fields when a person writes; numbers begin with `whatsapp:` there."""
    sid = f"SM{next(SIDS):032x}"
    fields = {
        "ToCountry": "GB",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "FromCountry": "GB",
        "SmsSid": sid,
        "SmsStatus": "received",
        "Body": text,
        "To": number,
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": person,
        "ApiVersion": "2010-04-01",
    }
    if person.startswith("whatsapp:"):
        fields |= {
            "ProfileName": "Dana Reed",
            "WaId": person.removeprefix("whatsapp:+"),
            "MessageType": "text",
        }
    return fields | others


def signed(
    fields: dict[str, str], address: str = WEBHOOK, token: str = TOKEN
) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a delivery, signed by Twilio's own library."""
    signature: Any = RequestValidator(token).compute_signature(address, fields)
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    return urlencode(fields).encode(), headers | {"X-Twilio-Signature": signature}
