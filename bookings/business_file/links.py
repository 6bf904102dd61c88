"""Readers of booking links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bookings.business_file.conditions import Subjects
from bookings.business_file.link_staff import check_assignment, link_staff
from bookings.business_file.mistakes import did_you_mean, listed
from bookings.business_file.opening import ReadException, exception, week
from bookings.business_file.place import Place, Word, Wrong
from bookings.business_file.questions import as_written, read_questions
from bookings.business_file.routing import ReadRule, read_routing
from bookings.business_file.section import Key, Section, Values, read_section
from bookings.business_file.values import (
    boolean,
    distinct,
    identifier,
    list_of,
    minutes,
    one_of,
    slug,
    text,
    whole,
)
from bookings.engine.assignment import KINDS, ROUND_ROBIN
from bookings.engine.model import BookingLink
from bookings.engine.questions import Question
from bookings.engine.sessions import MAX_SEATS
from bookings.engine.windows import NO_WINDOWS

DAY = 24 * 60
YEAR = 365 * DAY

_SERVICES = distinct(identifier, "a list of service ids such as [svc_checkup]")

WAITLIST: Section = {
    "offer_minutes": Key(minutes(5, 7 * DAY), default=BookingLink.offer_length),
}


def waitlist(place: Place) -> Values:
    """How the link's waitlist works."""
    values = read_section(place, WAITLIST)
    if not values.complete:
        raise Wrong
    return values


LINK: Section = {
    "id": Key(identifier, required=True),
    "slug": Key(slug, required=True),
    "title": Key(text(200), required=True),
    "description": Key(text(2000)),
    "duration_minutes": Key(minutes(1, DAY), required=True),
    "services": Key(_SERVICES, default=()),
    "staff": Key(link_staff, required=True, default=()),
    "listed": Key(boolean, default=True),
    "assignment": Key(one_of(*KINDS), default=ROUND_ROBIN),
    "seats": Key(whole(1, MAX_SEATS, "seats"), default=1),
    "slot_interval_minutes": Key(minutes(1, DAY)),
    "buffer_before_minutes": Key(minutes(0, DAY), default=timedelta(0)),
    "buffer_after_minutes": Key(minutes(0, DAY), default=timedelta(0)),
    "min_notice_minutes": Key(minutes(0, YEAR), default=timedelta(0)),
    "horizon_days": Key(whole(0, 1825, "days"), default=60),
    "windows": Key(week, default=NO_WINDOWS),
    "exceptions": Key(list_of(exception, "a list of exceptions"), default=()),
    "questions": Key(as_written),
    "routing": Key(as_written),
    "reminders_minutes_before": Key(
        distinct(minutes(1, YEAR), "a list of minutes such as [1440, 60]", 10), default=()
    ),
    "waitlist": Key(waitlist, default={}),
}


@dataclass(frozen=True, slots=True)
class ReadLink:
    """A booking link with what later checks point at."""

    link: BookingLink
    values: Values
    questions: Sequence[Question]
    rules: Sequence[ReadRule]
    place: Place


def read_link(place: Place, staff: Sequence[str], services: Sequence[str]) -> ReadLink:
    """One link; `staff` and `services` are the ids that the file declares. Reports all mistakes."""
    values = read_section(place, LINK)
    check_known(values["staff"], staff, "staff")
    check_known(values["services"], services, "services")
    if "staff" in values.places and values.complete and not values["staff"]:
        values.places["staff"].report("found an empty list, expected at least one staff id")
    check_assignment(values)
    _check_exceptions(values)
    by_id = _questions(values)
    questions = [question for question in by_id.values() if question]
    rules = _rules(values, by_id)
    if not values.complete:
        raise Wrong
    return ReadLink(_link(values, questions, rules), values, questions, rules, place)


def check_known(words: Sequence[Word], known: Sequence[str], section: str) -> None:
    """Report every id that the file does not declare."""
    for word in words:
        if word not in known:
            hint = did_you_mean(word, known) or (f"; the ids there are {listed(known)}" if known else "")
            word.place.report(f'found "{word}", expected an id from "{section}"{hint}')


def _check_exceptions(values: Values) -> None:
    seen: set[tuple[object, str | None]] = set()
    for one in values["exceptions"]:
        if one.staff and values["staff"] and one.staff not in values["staff"]:
            hint = did_you_mean(one.staff, values["staff"])
            one.staff.place.report(f'found "{one.staff}", expected one of the link\'s staff{hint}')
        key = (one.exception.on_date, one.exception.staff_id)
        if key in seen:
            whom = f"{one.staff} on " if one.staff else ""
            one.place.report(f"a second exception for {whom}{one.exception.on_date}; expected one")
        seen.add(key)


def _questions(values: Values) -> dict[str, Question | None]:
    try:
        return read_questions(values["questions"]) if values["questions"] else {}
    except Wrong:
        return {}


def _rules(values: Values, questions: Subjects) -> list[ReadRule]:
    try:
        if values["routing"]:
            return read_routing(values["routing"], questions, values["staff"], values["services"])
    except Wrong:
        pass
    return []


def _link(values: Values, questions: Sequence[Question], rules: Sequence[ReadRule]) -> BookingLink:
    exceptions: Sequence[ReadException] = values["exceptions"]
    return BookingLink(
        id=str(values["id"]),
        slug=str(values["slug"]),
        title=values["title"],
        description=values["description"],
        duration=values["duration_minutes"],
        slot_interval=values["slot_interval_minutes"] or values["duration_minutes"],
        buffer_before=values["buffer_before_minutes"],
        buffer_after=values["buffer_after_minutes"],
        min_notice=values["min_notice_minutes"],
        horizon_days=values["horizon_days"],
        assignment=str(values["assignment"]),
        windows=values["windows"],
        exceptions=tuple(one.exception for one in exceptions),
        staff_ids=tuple(map(str, values["staff"])),
        service_ids=tuple(map(str, values["services"])),
        questions=tuple(questions),
        routing=tuple(one.rule for one in rules),
        reminders=values["reminders_minutes_before"],
        offer_length=values["waitlist"].get("offer_minutes", BookingLink.offer_length),
        seats=values["seats"],
        listed=values["listed"],
        weights={str(one): one.weight for one in values["staff"] if one.weight is not None},
        priorities={str(one): one.priority for one in values["staff"] if one.priority is not None},
    )
