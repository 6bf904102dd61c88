"""Checks of the rules that send bookings on to another link: it must exist, and not lead back."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from bookings.business_file.links import ReadLink
from bookings.business_file.mistakes import did_you_mean, listed
from bookings.business_file.place import Word
from bookings.engine.routing import MOST_REDIRECTS

Leads: TypeAlias = Mapping[str, Sequence[Word]]
"""By link id: the links to which its rules send on."""


def check_redirects(links: Sequence[ReadLink], declared: Sequence[str]) -> None:
    """Report each rule that names no link, leads back to where it stands, or begins too long a chain.

    `declared`: the ids of all links of the file, also of those that could not be read.
    """
    leads = {one.link.id: [rule.other_link for rule in one.rules if rule.other_link] for one in links}
    mistakes = [
        (word, message)
        for link_id, others in leads.items()
        for word in others
        if (message := _unknown(word, declared) or _circle(link_id, word, leads))
    ]
    for word, message in mistakes or _too_long(leads):
        word.place.report(message)


def _unknown(word: Word, declared: Sequence[str]) -> str | None:
    if word in declared:
        return None
    hint = did_you_mean(word, declared) or f"; the ids there are {listed(declared)}"
    return f'found "{word}", expected an id from "booking_links"{hint}'


def _circle(link_id: str, word: Word, leads: Leads) -> str | None:
    """The shortest way from the link back to itself, if its rule begins one."""
    ways, seen = [[link_id, str(word)]], {str(word)}
    for way in ways:
        if way[-1] == link_id:
            return f"this leads in a circle, {_shown(way)}; expected a link whose rules do not lead back"
        onward = [str(other) for other in leads.get(way[-1], ()) if other not in seen]
        seen.update(onward)
        ways += [[*way, other] for other in dict.fromkeys(onward)]
    return None


def _too_long(leads: Leads) -> list[tuple[Word, str]]:
    """The rules that begin a chain of more links than MOST_REDIRECTS; where there are no circles."""
    ways: dict[str, list[str]] = {link_id: [link_id] for link_id in leads}
    for _ in range(MOST_REDIRECTS + 1):  # each time a step longer, if there is one
        ways = {
            link_id: max(
                ([link_id, *ways.get(other, [other])] for other in others), key=len, default=[link_id]
            )
            for link_id, others in leads.items()
        }
    return [
        (next(word for word in leads[link_id] if word == way[1]),
         f"this leads on through {_shown(way)}; expected at most {MOST_REDIRECTS} links after the first")
        for link_id, way in ways.items()
        if len(way) - 1 > MOST_REDIRECTS
    ]  # fmt: skip


def _shown(way: Sequence[str]) -> str:
    return " -> ".join(way)
