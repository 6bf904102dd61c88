"""Readers of a link's staff: ids, or mappings that say what their assignment goes by."""

from bookings.business_file.place import Place, Word, Wrong
from bookings.business_file.section import Key, Section, Values, read_section
from bookings.business_file.tree import Entries
from bookings.business_file.values import identifier, list_of, whole
from bookings.engine.assignment import GREATEST_WEIGHT, LAST_PRIORITY, PRIORITY, WEIGHTED

LINK_STAFF: Section = {
    "id": Key(identifier, required=True),
    "weight": Key(whole(1, GREATEST_WEIGHT, "shares")),
    "priority": Key(whole(1, LAST_PRIORITY, "places")),
}

_GOES_WITH = {"weight": WEIGHTED, "priority": PRIORITY}


class Member(Word):
    """The id of one of the link's staff, with what is said beside it."""

    said: Values

    @property
    def weight(self) -> int | None:
        return self.said.get("weight")

    @property
    def priority(self) -> int | None:
        return self.said.get("priority")


def link_staff(place: Place) -> tuple[Member, ...]:
    """A list in which nobody is named twice."""
    members = list_of(_member, "a list of staff ids such as [staff_sarah]")(place)
    for number, member in enumerate(members):
        if member in members[:number]:
            member.place.report(f'"{member}" is named more than once')
    return members


def check_assignment(values: Values) -> None:
    """Report what is said of somebody that the link's assignment does not go by."""
    if "assignment" in values.places and not isinstance(values["assignment"], Word):
        return  # it was wrong, so nobody knows
    for member in values["staff"]:
        for key, kind in _GOES_WITH.items():
            if member.said.get(key) is not None and values["assignment"] != kind:
                member.said.places[key].report(f'"{key}" goes with "assignment: {kind}" only')


def _member(place: Place) -> Member:
    said = (
        read_section(place, LINK_STAFF) if isinstance(place.node, Entries) else Values(id=identifier(place))
    )
    if not said.complete:
        raise Wrong
    member = Member(said["id"])
    member.place, member.said = said["id"].place, said
    return member
