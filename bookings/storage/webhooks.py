"""`services.webhooks.WebhookStore` on a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from bookings.engine.errors import InvalidRequest, NotFound
from bookings.services.webhooks import KIND, Backlog, Webhook
from bookings.storage.database import Database
from bookings.storage.tables import businesses, outbox, webhooks
from bookings.storage.types import Instant


def ids_for(connection: Connection, business_id: str, event: str) -> list[str]:
    """Those that are told of such an event, in the order in which they were added."""
    active = webhooks.c.business_id == business_id, webhooks.c.disabled_at.is_(None)
    query = select(webhooks.c.id, webhooks.c.events).where(*active)
    rows = connection.execute(query.order_by(webhooks.c.created_at, webhooks.c.id))
    return [row.id for row in rows if event in row.events]


class SqlWebhooks:
    """Every method is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def webhook(self, webhook_id: str) -> Webhook | None:
        with self._database.reading() as connection:
            row = connection.execute(select(webhooks).where(webhooks.c.id == webhook_id)).one_or_none()
        return Webhook(**row._mapping) if row else None

    def webhooks(self, business_id: str | None = None) -> list[Webhook]:
        query = select(webhooks).order_by(webhooks.c.business_id, webhooks.c.created_at, webhooks.c.id)
        if business_id is not None:
            query = query.where(webhooks.c.business_id == business_id)
        with self._database.reading() as connection:
            return [Webhook(**row._mapping) for row in connection.execute(query)]

    def backlogs(self) -> Mapping[str, Backlog]:
        is_aside = case((outbox.c.dead_at.is_not(None), 1), else_=0).label("is_aside")
        query = select(outbox.c.lane, is_aside, func.count().label("number")).group_by(
            outbox.c.lane, is_aside
        )
        waiting: Counter[str] = Counter()
        aside: Counter[str] = Counter()
        with self._database.reading() as connection:
            kept = query.where(outbox.c.kind == KIND, outbox.c.delivered_at.is_(None))
            for row in connection.execute(kept):
                (aside if row.is_aside else waiting)[row.lane.split(":")[1]] += row.number
        return {each: Backlog(waiting[each], aside[each]) for each in waiting | aside}

    def add(self, webhook: Webhook) -> None:
        try:
            with self._database.writing() as connection:
                self._add(connection, webhook)
        except IntegrityError:  # somebody else was quicker
            raise _twice(webhook) from None

    def _add(self, connection: Connection, new: Webhook) -> None:
        this = businesses.c.id == new.business_id
        if connection.execute(select(businesses.c.id).where(this)).first() is None:
            raise NotFound(f'There is no business "{new.business_id}".')
        same = webhooks.c.business_id == new.business_id, webhooks.c.url == new.url
        if connection.execute(select(webhooks.c.id).where(*same)).first():
            raise _twice(new)
        values = {name: getattr(new, name) for name in webhooks.c.keys()}
        connection.execute(insert(webhooks), values | {"events": list(new.events)})

    def change(self, webhook_id: str, **values: Any) -> bool:
        with self._database.writing() as connection:
            return _change(connection, webhook_id, values)

    def replace_secret(self, webhook_id: str, secret: str, until: datetime) -> bool:
        values = {"old_secret": webhooks.c.secret, "old_secret_until": until, "secret": secret}
        with self._database.writing() as connection:
            return _change(connection, webhook_id, values)

    def reseal(self, renewed: Sequence[tuple[Webhook, str, str | None]]) -> None:
        """`renewed`: each webhook with its secrets, sealed anew. One that was rotated meanwhile stays."""
        with self._database.writing() as connection:
            for webhook, secret, old in renewed:
                same = webhooks.c.id == webhook.id, webhooks.c.secret == webhook.secret
                connection.execute(update(webhooks).where(*same).values(secret=secret, old_secret=old))

    def remove(self, webhook_id: str) -> bool:
        with self._database.writing() as connection:
            return connection.execute(delete(webhooks).where(webhooks.c.id == webhook_id)).rowcount > 0

    def note_delivered(self, webhook_id: str, now: datetime) -> None:
        self.change(webhook_id, delivered_at=now, failing_since=None, last_error=None)

    def note_failed(self, webhook_id: str, reason: str, now: datetime) -> None:
        self.change(
            webhook_id,
            failing_since=func.coalesce(webhooks.c.failing_since, literal(now, Instant())),
            last_error=reason,
        )


def _change(connection: Connection, webhook_id: str, values: Mapping[str, Any]) -> bool:
    changed = update(webhooks).where(webhooks.c.id == webhook_id).values(values)
    return connection.execute(changed).rowcount > 0


def _twice(webhook: Webhook) -> InvalidRequest:
    return InvalidRequest(
        f"{webhook.business_id} has a webhook to {webhook.url} already; see: bookings webhooks list"
    )
