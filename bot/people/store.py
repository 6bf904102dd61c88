"""Where the bot keeps its conversations, as its file of endpoints says."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from bot.people.conversations import Conversations
from bot.people.person import NobodyMeant
from bot.runtime.shared_places import DATABASE, database_url
from bot.runtime.values import SettingError

SHARED = "bot.runtime.shared_conversations.SharedConversations"
"""The store for several processes, in the same table as Rasa's."""


def opened(endpoints: str) -> Conversations | None:
    """None: they are kept in memory. Raises NobodyMeant if there is no such file."""
    if not Path(endpoints).is_file():
        raise NobodyMeant(f"{endpoints}: there is no such file; name the bot's endpoints by --endpoints.")
    from bot.runtime.console import quiet_libraries

    quiet_libraries()
    from rasa.core.tracker_store import SQLTrackerStore  # slow to import
    from rasa.utils.endpoints import read_endpoint_config

    config = read_endpoint_config(endpoints, endpoint_type="tracker_store")
    if config is not None and config.type == SHARED:
        return Conversations(sa.create_engine(_shared_url(config.url)))
    if config is None or "dialect" not in config.kwargs:
        return None
    names = ("dialect", "host", "port", "db", "username", "password", "login_db", "query")
    given = {name: config.kwargs[name] for name in names if name in config.kwargs and name != "host"}
    host = config.kwargs.get("host") or config.url
    given.pop("login_db", None)  # there only to make the database that is there by now
    return Conversations(sa.create_engine(SQLTrackerStore.get_db_url(host=host, **given)))


def _shared_url(given: str | None) -> str:
    try:
        return database_url({DATABASE: given} if given else None)
    except SettingError as problem:
        raise NobodyMeant(str(problem)) from None
