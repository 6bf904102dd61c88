"""Warnings: what a business file may say but hardly means."""

from collections.abc import Sequence
from datetime import timedelta

from bookings.business_file.links import ReadLink
from bookings.business_file.sections import ReadStaff
from bookings.engine.model import Staff
from bookings.engine.reachability import unreachable_rules
from bookings.engine.windows import WeeklyWindows


def look_over(staff: Sequence[ReadStaff], links: Sequence[ReadLink]) -> None:
    """Add a warning for everything that looks like an oversight."""
    members = {one.staff.id: one.staff for one in staff}
    for link in links:
        _warn_of_rules(link)
        _warn_of_opening(link, members)
        _warn_of_services(link, members)
    _warn_of_idle(staff, links)


def _warn_of_rules(link: ReadLink) -> None:
    rules = [one.rule for one in link.rules]
    for number, earlier in unreachable_rules(rules, link.questions).items():
        place = link.rules[number].place
        if earlier:
            lines = ", ".join(str(link.rules[one].place.node.mark.line) for one in earlier)
            place.warn(f"this rule is never reached: what it asks for is decided before, in line {lines}")
        else:
            place.warn("this rule never matches: no answers fulfil its conditions")


def _warn_of_opening(link: ReadLink, members: dict[str, Staff]) -> None:
    """Somebody must be open, on some day, for as long as an appointment takes."""
    weeks = [_week(link, members[one]) for one in link.link.staff_ids]
    weeks += [{0: one.windows} for one in link.link.exceptions]
    longest = max((_longest(week) for week in weeks), default=timedelta(0))
    if longest == timedelta(0):
        link.place.warn("nobody has windows on this link, so nothing can be booked")
    elif longest < link.link.duration and not link.link.service_ids:
        link.place.warn("no window is as long as an appointment, so nothing can be booked")


def _week(link: ReadLink, member: Staff) -> WeeklyWindows:
    """The windows that limit a person most: the link's and their own both have to be open."""
    own, shared = member.windows, link.link.windows
    if own is None or not shared:
        return shared if own is None else own
    return {day: windows for day, windows in own.items() if shared.get(day)}


def _longest(week: WeeklyWindows) -> timedelta:
    lengths = [window.ends - window.starts for windows in week.values() for window in windows]
    return timedelta(minutes=max(lengths, default=0))


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
