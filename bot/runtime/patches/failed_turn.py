"""A failed action is passed over in silence and the dialogue goes on as if it had worked.

What Rasa does (`MessageProcessor._run_action`): any exception of an action is logged together with the
whole request (personal data), the action counts as executed without events, and the next one is
predicted from that wrong state. The person hears nothing, or nonsense.

What happens with this mend: the failed action does not count as executed. The apology is said (in every
channel, the shell too), the bot listens, and the turn is over. The message and what was understood of it
stay in the tracker. When the next message means "try again", the listening is undone
(`ActionReverted`), which leaves the very state in which the action failed: the dialogue goes on with it,
and actions that had worked are not run twice. Any other message is taken as usual.
"""

from __future__ import annotations

import logging
from typing import Any

import rasa.core.agent
from rasa.core.actions.action import (
    Action,
    ActionExecutionRejection,
    ActionSessionStart,
    create_bot_utterance,
)
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, ActionReverted, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.patches.known_code import require
from bot.runtime.responses import APOLOGY, response
from telemetry import trace

KNOWN = {
    MessageProcessor._run_action: "6d383d0179ef1187",
    MessageProcessor._run_prediction_loop: "cb30a0cbb690c571",
    MessageProcessor.handle_message: "0c41d4780d2d4676",
    MessageProcessor.run_action_extract_slots: "ff52049be97dde87",
}
TRY_AGAIN = "try_again"
"""The intent that takes a failed turn up again."""
_FAILED_ACTION = "failed_action"

logger = logging.getLogger(__name__)


def apply() -> None:
    """Let agents process messages with the processor below."""
    require(KNOWN)
    rasa.core.agent.MessageProcessor = ResumingProcessor


class AlreadyRun(Action):
    """An action that has been run: hands its events, or its refusal, to the processor."""

    def __init__(self, action: Action, outcome: list[Event] | ActionExecutionRejection) -> None:
        self._action = action
        self._outcome = outcome

    def name(self) -> str:
        return self._action.name()

    def event_for_successful_execution(self, prediction: PolicyPrediction) -> ActionExecuted:
        return self._action.event_for_successful_execution(prediction)

    async def run(self, *_: Any) -> list[Event]:
        if isinstance(self._outcome, ActionExecutionRejection):
            raise self._outcome
        return self._outcome


class ResumingProcessor(MessageProcessor):
    """Rasa's processor; a failed action ends its turn, and "try again" goes on there."""

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """As Rasa's, except that "try again" after a failed turn puts the tracker back where it failed."""
        if asks_to_resume(tracker):
            tracker.update(ActionReverted(), self.domain)
            return tracker
        return await super().run_action_extract_slots(output_channel, tracker)

    async def parse_message(self, message: UserMessage, *arguments: Any, **options: Any) -> dict[str, Any]:
        """As Rasa's; noted in the message's trace."""
        with trace.span("understand") as span:
            parsed: dict[str, Any] = await super().parse_message(message, *arguments, **options)
            intent = parsed.get("intent") or {}
            # Anybody can send "/anything", which counts as the intent of that name.
            span.set("bot.intent", intent.get("name") if intent.get("name") in self.domain.intents else None)
            span.set("bot.confidence", intent.get("confidence"))
            return parsed

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """Run `action`; tells whether another one is to be predicted in this turn."""
        before = tracker.copy()
        before.update_with_events(prediction.events, self.domain)
        try:
            with trace.span(action.name(), trace.CLIENT):
                outcome: Any = await action.run(output_channel, nlg, before, self.domain)
        except ActionExecutionRejection as rejection:
            outcome = rejection
        except Exception as error:
            logger.error("Action '%s' failed: %s", action.name(), cause_of(error))
            if action.name() != ACTION_SESSION_START_NAME:
                await self._end_turn(action.name(), tracker, output_channel)
                return False
            # A conversation has to begin somehow; what is asked of it then succeeds or apologises.
            outcome = await ActionSessionStart().run(output_channel, nlg, before, self.domain)
        return await super()._run_action(
            AlreadyRun(action, outcome), tracker, output_channel, nlg, prediction
        )

    async def _end_turn(
        self, failed: str, tracker: DialogueStateTracker, output_channel: OutputChannel
    ) -> None:
        said = response(self.domain, APOLOGY, output_channel.name())
        apology = create_bot_utterance(said | {"utter_action": APOLOGY, _FAILED_ACTION: failed})
        tracker.update_with_events([apology, ActionExecuted(ACTION_LISTEN_NAME)], self.domain)
        await output_channel.send_response(tracker.sender_id, apology.message())


def asks_to_resume(tracker: DialogueStateTracker) -> bool:
    """Whether the last turn failed and the message just received asks to try it again."""
    latest = [
        event for event in tracker.events if isinstance(event, (ActionExecuted, BotUttered, UserUttered))
    ]
    if len(latest) < 3:
        return False
    said, listen, asked = latest[-3:]
    return (
        isinstance(said, BotUttered)
        and _FAILED_ACTION in said.metadata
        and isinstance(listen, ActionExecuted)
        and isinstance(asked, UserUttered)
        and asked.intent_name == TRY_AGAIN
    )


def cause_of(error: BaseException) -> str:
    """What went wrong, without the request or the answer in it: they hold personal data.

    The kinds of the error and of those that caused it, and the status of an HTTP answer.
    """
    kinds, current = [], error
    while current is not None:
        status = getattr(current, "status", None)
        kinds.append(f"{type(current).__name__} (status {status})" if status else type(current).__name__)
        current = current.__cause__ or current.__context__
    return " from ".join(kinds)
