"""Mends to Rasa 3.6: what it does wrong stays so there, so it is mended here, while it is loaded.

Each module holds one mend: its docstring is the reason, `KNOWN` the code it was written for (checked
before anything is changed), `apply()` the change. Without them Rasa runs as it came.
"""

from __future__ import annotations

from bot.runtime.settings import Settings


def apply_all(settings: Settings) -> None:
    """Apply every mend. Raises UnknownCode when the installed Rasa is not the one they were written for."""
    from bot.runtime.patches import (
        action_calls,
        action_endpoint,
        cached_validation,
        failed_turn,
        quick_events,
        quick_graph,
        quick_load,
        quick_tracker,
        sound_model,
        unread_notes,
    )

    action_endpoint.apply(settings)
    for mend in (action_calls, cached_validation, quick_events, quick_graph, quick_load, quick_tracker):
        mend.apply()
    for mend in (failed_turn, sound_model, unread_notes):
        mend.apply()
