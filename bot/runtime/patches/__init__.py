"""Mends to Rasa 3.6: what it does wrong stays so there, so it is mended here, while it is loaded.

Each module holds one mend: its docstring is the reason, `KNOWN` the code it was written for (checked
before anything is changed), `apply()` the change. Without them Rasa runs as it came.
"""

from __future__ import annotations

from bot.runtime.settings import Settings


def apply_all(settings: Settings) -> None:
    """Apply every mend. Raises UnknownCode when the installed Rasa is not the one they were written for."""
    from bot.runtime.patches import action_endpoint, cached_validation, failed_turn, quick_load, sound_model

    action_endpoint.apply(settings)
    cached_validation.apply()
    failed_turn.apply()
    quick_load.apply()
    sound_model.apply()
