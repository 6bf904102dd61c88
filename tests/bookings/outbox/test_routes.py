"""The plugs put together."""

from __future__ import annotations

import pytest

from bookings.outbox.routes import EVENTS, Routes
from bookings.services.messages import Plug
from tests.bookings.outbox.support import Noting, note


def test_plugs_add_up() -> None:
    mail, hook = Noting(frozenset({"email.a", "email.b"})), Noting(frozenset({"hook"}))
    consequences = {"booking.created": [note]}
    routes = Routes(
        [Plug(consequences, [mail]), Plug(consequences, [hook]), Plug({"waitlist.offered": [note]})]
    )
    assert routes.consequences["booking.created"] == [note, note]
    assert routes.consequences["booking.no_show"] == []
    assert set(routes.consequences) == {*EVENTS, "waitlist.offered"}
    assert routes.handlers == [mail, hook]
    assert routes.by_kind["email.b"] is mail


def test_a_kind_has_one_handler_and_an_event_none() -> None:
    with pytest.raises(ValueError, match=r"test\.note has two handlers"):
        Routes([Plug(handlers=[Noting()]), Plug(handlers=[Noting()])])
    with pytest.raises(ValueError, match=r"booking\.created: an event is not delivered"):
        Routes([Plug(handlers=[Noting(frozenset({"booking.created"}))])])
