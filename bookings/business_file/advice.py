"""Warnings: what a business file may say but hardly means."""

from collections.abc import Sequence
from datetime import timedelta

from bookings.business_file.links import ReadLink
from bookings.business_file.sections import ReadStaff
from bookings.engine.model import Staff
from bookings.engine.reachability import can_be_met, unreachable_rules
from bookings.engine.routing import RoutingRule, SendTo
from bookings.engine.windows import WeeklyWindows


def look_over(staff: Sequence[ReadStaff], links: Sequence[ReadLink]) -> None:
    """Add a warning for everything that looks like an oversight."""
    members = {one.staff.id: one.staff for one in staff}
    for link in links:
        _warn_of_questions(link)
        _warn_of_rules(link, members)
        _warn_of_opening(link, members)
        _warn_of_services(link, members)
    _warn_of_idle(staff, links)


def _warn_of_rules(link: ReadLink, members: dict[str, Staff]) -> None:
    """Rules that never decide, and rules that only answers to questions nobody is asked could fulfil."""
    found = unreachable_rules([one.rule for one in link.rules], link.questions)
    for number, one in enumerate(link.rules):
        if earlier := found.get(number):
            lines = ", ".join(str(link.rules[other].place.node.mark.line) for other in earlier)
            one.place.warn(f"this rule is never reached: what it asks for is decided before, in line {lines}")
        elif number in found:
            one.place.warn("this rule never matches: no answers fulfil its conditions")
        elif not _can_be_served(one.rule, link, members):
            one.place.warn("nobody whom this rule sends to gives a service that it is about")
        elif not can_be_met(one.rule.conditions, link.questions):
            one.place.warn("this rule never matches what people are asked, see the ask_if of its questions")


def _can_be_served(rule: RoutingRule, link: ReadLink, members: dict[str, Staff]) -> bool:
    """Whether somebody of the outcome gives one of the services for which the rule matches."""
    condition = rule.conditions.get("service_id")
    services = [one for one in link.link.service_ids if condition is None or condition.holds(one)]
    if not isinstance(rule.outcome, SendTo) or not services:
        return True
    return any(members[staff].gives(one) for staff in rule.outcome.staff_ids for one in services)


def _warn_of_questions(link: ReadLink) -> None:
    places = link.values["questions"].items("questions") if link.questions else []
    for question, place in zip(link.questions, places, strict=True):
        if not can_be_met(question.ask_if, link.questions):
            place.warn("this question is never asked: no answers fulfil its ask_if")


def _warn_of_opening(link: ReadLink, members: dict[str, Staff]) -> None:
    """Somebody must be open, at some time, for as long as the shortest appointment takes."""
    longest = max(
        _longest_exception(link), *(_longest_opening(link, members[one]) for one in link.link.staff_ids)
    )
    if longest == 0:
        link.place.warn("nobody has windows on this link, so nothing can be booked")
    elif timedelta(minutes=longest) < link.link.duration and not link.link.service_ids:
        link.place.warn("no window is as long as an appointment, so nothing can be booked")


def _longest_opening(link: ReadLink, member: Staff) -> int:
    """Minutes; whether the person's windows meet the link's depends on zones and is not looked into."""
    shared = _longest(link.link.windows)
    if member.windows is None:
        return shared
    own = _longest(member.windows)
    return min(own, shared) if link.link.windows else own


def _longest_exception(link: ReadLink) -> int:
    return max((_longest({0: one.windows}) for one in link.link.exceptions), default=0)


def _longest(week: WeeklyWindows) -> int:
    lengths = [window.ends - window.starts for windows in week.values() for window in windows]
    return max(lengths, default=0)


def _warn_of_services(link: ReadLink, members: dict[str, Staff]) -> None:
    for word in link.values["services"]:
        if not any(members[one].gives(word) for one in link.link.staff_ids):
            word.place.warn(f'nobody on this link gives "{word}", so it cannot be booked here')


def _warn_of_idle(staff: Sequence[ReadStaff], links: Sequence[ReadLink]) -> None:
    busy = {one for link in links for one in link.link.staff_ids}
    names: dict[str, str] = {}
    for one in staff:
        member = one.staff
        if member.id not in busy:
            one.place.warn(f'"{member.id}" is on no booking link and cannot be booked')
        name = member.name.casefold()
        if name in names:
            one.place.warn(f'"{names[name]}" has the same name; people cannot tell them apart')
        names.setdefault(name, member.id)
