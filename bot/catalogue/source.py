"""The newest catalogue, fetched beside the conversation.

Rasa runs its components in the event loop and does not await them, so the asking is done by a thread
of its own. A message waits for it only when the catalogue has not been checked for a moment, and only
for a second at most; when the API is down nobody waits, and the last known catalogue holds.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import lru_cache

import httpx

from bot.api_settings import ApiSettings
from bot.catalogue.snapshot import Snapshot, snapshot_of

logger = logging.getLogger(__name__)

MAX_AGE_SECONDS = 1.0
"""A catalogue that was checked longer ago is checked again before it is used."""
PATIENCE_SECONDS = 1.0
"""How long a message waits for that."""
RETRY_SECONDS = 1.0
"""Between two tries while the API is down."""
_TIMEOUT = httpx.Timeout(3.0, connect=1.0)

Fetch = Callable[[], Snapshot]
"""Returns the catalogue as it is now; raises whatever goes wrong."""


class CatalogueSource:
    """Keeps a catalogue current while it is being asked for; safe to use from several threads."""

    def __init__(
        self,
        fetch: Fetch,
        max_age: float = MAX_AGE_SECONDS,
        patience: float = PATIENCE_SECONDS,
        retry: float = RETRY_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._max_age, self._patience, self._retry = max_age, patience, retry
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._snapshot: Snapshot | None = None
        self._checked_at = float("-inf")
        self._attempts = 0
        self._is_down = False
        self._is_wanted = False
        self._thread: threading.Thread | None = None

    def current(self) -> Snapshot:
        """The catalogue, checked within the last `max_age` seconds if the API lets us; else the last known.

        Returns within `patience` seconds; an empty catalogue when none was ever read.
        """
        with self._changed:
            if self._monotonic() - self._checked_at >= self._max_age:
                self._ask()
                # While the API is down the thread goes on trying by itself, and nobody waits for it.
                if not self._is_down:
                    seen = self._attempts
                    self._changed.wait_for(lambda: self._attempts > seen, self._patience)
            return self._snapshot or Snapshot()

    def _ask(self) -> None:
        self._is_wanted = True
        self._changed.notify_all()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._keep_asking, name="catalogue", daemon=True)
            self._thread.start()

    def _keep_asking(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_wanted)
                self._is_wanted = False
            self._attempt()
            if self._is_down:
                # Goes on by itself, so that the first message after an outage finds the catalogue there.
                time.sleep(self._retry)
                with self._changed:
                    self._is_wanted = True

    def _attempt(self) -> None:
        began = self._monotonic()
        try:
            snapshot, problem = self._fetch(), None
        except Exception as error:  # whatever it is, the thread has to live on
            snapshot, problem = None, error
        with self._changed:
            self._note(problem)
            if snapshot is not None:
                self._snapshot, self._checked_at = snapshot, began
            self._attempts += 1
            self._changed.notify_all()

    def _note(self, problem: Exception | None) -> None:
        """One warning for each outage, however long."""
        if problem is not None and not self._is_down:
            known = "the last known one holds" if self._snapshot else "no name will be recognised"
            logger.warning("The catalogue could not be read, %s: %s", known, problem)
        elif problem is None and self._is_down:
            logger.info("The catalogue can be read again.")
        self._is_down = problem is not None


class HttpFetch:
    """Reads the catalogue over HTTP, and again only when its ETag has changed."""

    def __init__(self, settings: ApiSettings, transport: httpx.BaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
        # trust_env: a proxy of the surroundings must not see the key.
        self._http = httpx.Client(
            base_url=settings.url, headers=headers, timeout=_TIMEOUT, transport=transport, trust_env=False
        )
        self._etag: str | None = None
        self._snapshot = Snapshot()

    def __call__(self) -> Snapshot:
        """The catalogue as it is now; raises httpx.HTTPError, WrongCatalogue or ValueError."""
        answer = self._http.get(
            "/api/v1/catalogue", headers={"If-None-Match": self._etag} if self._etag else {}
        )
        if answer.status_code != httpx.codes.NOT_MODIFIED or self._etag is None:
            answer.raise_for_status()
            self._snapshot = snapshot_of(answer.json())
            self._etag = answer.headers.get("ETag")
        return self._snapshot


@lru_cache(maxsize=4)
def shared_source(settings: ApiSettings) -> CatalogueSource:
    """The one source of this process for an API: it outlives the models that are loaded one after another."""
    return CatalogueSource(HttpFetch(settings))
