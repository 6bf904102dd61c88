"""The channel in a server, with webhooks signed by Twilio's library and a Twilio that checks what it gets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.exceptions import InvalidConfigException
from twilio.request_validator import RequestValidator

from bot.channels.twilio import TwilioChannel
from bot.channels.twilio.api import TwilioApi
from bot.channels.twilio.signing import sign
from tests.bot.channels.waiting import at_once, deliver, settled, until
from tests.providers.server import Answered
from tests.providers.twilio import ACCOUNT, NUMBER, TOKEN, WEBHOOK, FakeTwilio, signed, writing

ADDRESS = "/webhooks/twilio/webhook"
DANA, ON_WHATSAPP = "+447700900123", "whatsapp:+447700900123"
SLOTS = [{"title": f"{n}:00 pm", "payload": f'/choose_option{{"option": "{n}"}}'} for n in range(1, 13)]


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    fake = FakeTwilio()
    yield fake
    fake.close()


@pytest.fixture
def channel(twilio: FakeTwilio) -> TwilioChannel:
    return TwilioChannel(
        TwilioApi(ACCOUNT, TOKEN, twilio.url, sleep=at_once), TOKEN, WEBHOOK, message_limit=200
    )


async def offer(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": "When?", "buttons": list(SLOTS)})


async def write(client: Any, text: str, person: str = DANA, **others: str) -> Any:
    return await deliver(client, ADDRESS, signed(writing(person, text, **others)))


async def test_a_message_is_answered_from_the_number_it_was_sent_to(client, agent, twilio) -> None:
    reply = await write(client, "check-up")
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/xml")
    assert reply.text.endswith("<Response/>")
    (sent,) = await until(lambda: twilio.delivered)
    assert (sent["from"], sent["to"], sent["body"]) == (NUMBER, DANA, "You said check-up")
    assert agent.received[0].sender_id == f"twilio:{NUMBER}:{DANA}"


async def test_whatsapp_is_answered_in_whatsapp(client, twilio) -> None:
    await write(client, "check-up", ON_WHATSAPP, number=f"whatsapp:{NUMBER}")
    (sent,) = await until(lambda: twilio.delivered)
    assert (sent["from"], sent["to"]) == (f"whatsapp:{NUMBER}", ON_WHATSAPP)


async def test_choices_are_numbered_and_a_number_takes_one(client, agent, twilio, channel) -> None:
    agent.dialogue = offer
    await write(client, "check-up")
    (sent,) = await until(lambda: twilio.delivered)
    lines = sent["body"].splitlines()
    assert lines[:3] == ["When?", "1. 1:00 pm", "2. 2:00 pm"]
    assert lines[-1] == "Answer with a number, or in your own words."
    agent.dialogue = agent.echo
    for text in ("2", "2"):
        await write(client, text)
    await settled(channel)
    # The second "2" is no choice any more: the list was not the last thing said.
    assert [message.text for message in agent.received[1:]] == ['/choose_option{"option": "2"}', "2"]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        (" 12. ", '/choose_option{"option": "12"}'),
        ("number 3", '/choose_option{"option": "3"}'),
        ("13", "13"),
        ("0", "0"),
        ("at 2", "at 2"),
        ("2 pm", "2 pm"),
    ],
)
async def test_only_a_number_of_the_list_is_a_choice(client, agent, twilio, text: str, heard: str) -> None:
    agent.dialogue = offer
    await write(client, "check-up")
    await until(lambda: twilio.delivered)
    agent.dialogue = agent.echo
    await write(client, text)
    await until(lambda: len(agent.received) == 2)
    assert agent.received[1].text == heard


async def test_a_long_answer_comes_in_parts_and_whole(client, agent, twilio, channel) -> None:
    text = " ".join(f"Sentence number {n} of many." for n in range(200))

    async def tell(message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": text})

    agent.dialogue = tell
    await write(client, "tell me everything")
    await settled(channel)
    assert len(twilio.delivered) == 4
    assert all(sent["body"].endswith(".") for sent in twilio.delivered)
    assert " ".join(sent["body"] for sent in twilio.delivered) == text


async def test_what_twilio_did_not_sign_for_this_address_is_refused(client, agent) -> None:
    fields = writing(DANA, "hello")
    body, headers = signed(fields)
    wrong: list[tuple[bytes, dict[str, str]]] = [
        (body, {}),
        (body.replace(b"hello", b"hallo"), headers),
        (body + b"&x=1", headers),
        signed(fields, token="another"),
        signed(fields, address="https://elsewhere.example/webhook"),
    ]
    for delivery in wrong:
        reply = await deliver(client, ADDRESS, delivery)
        assert (reply.status_code, reply.json()["error"]["code"]) == (401, "invalid_signature")
    assert not agent.received


def test_signatures_are_those_of_twilios_own_library() -> None:
    # The example of Twilio's documentation.
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "To": "+18005551212",
    }
    fields |= {"From": "+14158675309"}
    expected = RequestValidator("12345").compute_signature(address, fields)
    assert sign("12345", address, fields.items()) == expected


async def test_a_form_without_its_fields_is_refused(client) -> None:
    fields = writing(DANA, "hello")
    del fields["MessageSid"]
    for delivery, code in ((signed(fields), "invalid_message"), ((b"\xff", {}), "invalid_message")):
        reply = await deliver(client, ADDRESS, delivery)
        assert (reply.status_code, reply.json()["error"]["code"]) == (400, code)


async def test_a_message_that_comes_again_is_answered_once(client, agent, channel) -> None:
    delivery = signed(writing(DANA, "hello"))
    for _ in range(3):
        assert (await deliver(client, ADDRESS, delivery)).status_code == 200
    await settled(channel)
    assert len(agent.received) == 1


async def test_a_picture_alone_is_told_to_be_unreadable(client, agent, twilio) -> None:
    await write(client, "", NumMedia="1", MediaUrl0="https://api.twilio.com/x")
    (sent,) = await until(lambda: twilio.delivered)
    assert sent["body"] == "I can only read text."
    assert not agent.received


async def test_a_button_of_a_template_says_its_payload(client, agent) -> None:
    await write(client, "Yes", ON_WHATSAPP, ButtonPayload="/affirm", ButtonText="Yes")
    await until(lambda: agent.received)
    assert agent.received[0].text == "/affirm"


async def test_what_twilio_refuses_is_noted(client, twilio, channel, caplog) -> None:
    problem = {"code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400}
    twilio.next_answers.append(Answered(problem, 400))
    await write(client, "hello")
    await settled(channel)
    assert "21610 Attempt to send to unsubscribed recipient" in caplog.text


def test_all_settings_are_needed(monkeypatch: Any) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WEBHOOK_URL"):
        monkeypatch.delenv(name, raising=False)
    assert TwilioChannel.from_credentials({}).api is None
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", ACCOUNT)
    missing = "TWILIO_AUTH_TOKEN and TWILIO_WEBHOOK_URL must be set as well"
    with pytest.raises(InvalidConfigException, match=missing):
        TwilioChannel.from_credentials({})
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("TWILIO_WEBHOOK_URL", "bot.example.com")
    with pytest.raises(InvalidConfigException, match="TWILIO_WEBHOOK_URL is 'bot.example.com'"):
        TwilioChannel.from_credentials({})
    monkeypatch.setenv("TWILIO_WEBHOOK_URL", WEBHOOK)
    assert TwilioChannel.from_credentials({}).api is not None
