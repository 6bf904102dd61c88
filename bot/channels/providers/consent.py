"""Asks once whether the bot may write of its own accord, and hears the answer before the dialogue does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.channels.providers.agreements import Agreements

YES, NO = "/affirm", "/deny"
"""What the question's buttons send."""
_YES = re.compile(r"^\W*(yes|yeah|yep|sure|ok|okay|please do|of course)\b", re.I)
_NO = re.compile(r"^\W*(no|nope|nah|rather not|no thanks)\b", re.I)


class Consent:
    """The question and its answers, for the conversations of all channels."""

    def __init__(self, agreements: Agreements) -> None:
        self._agreements = agreements

    def to_be_asked(
        self, card: Mapping[str, Any], conversation: str, channel: str, place: Mapping[str, Any]
    ) -> bool:
        """Note what this message is about, and tell whether to ask now."""
        subject = card.get("reference") if card.get("kind") == "booked" else card.get("entry")
        if not subject:
            return False
        self._agreements.note(str(subject), str(card.get("zone") or "UTC"), conversation, channel, place)
        if self._agreements.answer(conversation) is not None:
            return False
        self._agreements.ask(conversation)
        return True

    def answered(self, conversation: str, text: str) -> bool | None:
        """What the person said if it is an answer, which is kept; None: it is something else."""
        was_asked = self._agreements.was_asked(conversation)
        is_short = was_asked and len(text.split()) <= 3
        agreed = is_short and (text == YES or bool(_YES.match(text)))
        if not agreed and not (is_short and (text == NO or _NO.match(text))):
            return None
        self._agreements.agree(conversation, agreed)
        return agreed
