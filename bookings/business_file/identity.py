"""Checks that names which must tell things apart do.

They look at the file itself and not at what could be read of it, so that one mistake in a person
does not make every link that names the person wrong as well.
"""

from collections.abc import Sequence

from bookings.business_file.place import Place
from bookings.business_file.tree import Entries, Scalar


def declared(places: Sequence[Place]) -> list[str]:
    """The ids that a section declares, whatever else may be wrong there."""
    return [at.node.text for place in places if (at := _under(place, "id")) and isinstance(at.node, Scalar)]


def unique(places: Sequence[Place], key: str) -> None:
    """Report each item whose `key` an earlier one has."""
    seen: dict[str, Place] = {}
    for place in places:
        at = _under(place, key)
        if at is None or not isinstance(at.node, Scalar):
            continue
        if first := seen.get(at.node.text):
            at.report(f'found "{at.node.text}", which is already the {key} in line {first.node.mark.line}')
        seen.setdefault(at.node.text, at)


def check_slugs(links: Sequence[Place]) -> None:
    """A link is found by its id or its slug, so neither may be another link's id or slug."""
    unique(links, "slug")
    ids = {at.node.text: link for link in links if (at := _under(link, "id")) and isinstance(at.node, Scalar)}
    for link in links:
        at = _under(link, "slug")
        if at and isinstance(at.node, Scalar):
            other = ids.get(at.node.text)
            if other and other is not link:
                at.report(f'found "{at.node.text}", which is the id of another link')


def _under(place: Place, key: str) -> Place | None:
    """The place under a key, reporting nothing."""
    if not isinstance(place.node, Entries) or key not in place.node.entries:
        return None
    at = place.under(key)
    return None if isinstance(at.node, Scalar) and at.node.is_null else at
