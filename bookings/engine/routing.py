"""Routing: what a booking's answers decide about who may take it, or whether anyone does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bookings.engine.answers import bare_phone
from bookings.engine.conditions import Conditions, Value, all_hold, conditions_from_json, conditions_to_json

CONTACT_FIELDS = ("service_id", "contact_name", "contact_email", "contact_phone", "client_timezone")
"""Facts beside the answers that a rule may look at, named as in the booking request.

No question may have one of these as its id.
"""

MOST_REDIRECTS = 4
"""How many links one after the other a booking can be sent on to."""


@dataclass(frozen=True, slots=True)
class SendTo:
    """The booking goes to one of these people."""

    staff_ids: tuple[str, ...]
    """Never empty; all of them work on the link."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """The booking is made through another link, by whose rules it goes on."""

    link_id: str
    """Of the same business; no chain of rules leads back to the link that it started from."""


@dataclass(frozen=True, slots=True)
class Reject:
    """The booking is turned down."""

    reason: str
    """What the person is told, in the business's own words."""


Outcome: TypeAlias = SendTo | Redirect | Reject


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """One rule of a booking link."""

    conditions: Conditions
    """By question id or contact field; all must hold; empty: the rule always matches."""
    outcome: Outcome
    """What happens then."""


def route(rules: Sequence[RoutingRule], facts: Mapping[str, Value]) -> Outcome | None:
    """The outcome of the first rule that matches; None: any staff of the link may take it.

    `facts` holds the checked answers by question id and, where known, the CONTACT_FIELDS.
    """
    for rule in rules:
        if all_hold(rule.conditions, facts):
            return rule.outcome
    return None


def routing_facts(answers: Mapping[str, Value], contact: Mapping[str, str | None]) -> dict[str, Value]:
    """What rules are matched against: the checked answers and the contact fields that are stated.

    The phone number is brought into its normal form, as answers to phone questions are.
    """
    stated = {key: value for key in CONTACT_FIELDS if (value := contact.get(key))}
    if phone := stated.get("contact_phone"):
        stated["contact_phone"] = bare_phone(phone)
    return {**answers, **stated}


def rule_from_json(stored: Mapping[str, Mapping[str, object]]) -> RoutingRule:
    """Read a rule in the form the business file and the database share: `{"if": …, "then": …}`."""
    then = stored["then"]
    if "reject" in then:
        outcome: Outcome = Reject(str(then["reject"]))
    elif "link" in then:
        outcome = Redirect(str(then["link"]))
    else:
        staff = then["staff"]
        outcome = SendTo(tuple(staff) if isinstance(staff, list | tuple) else (str(staff),))
    return RoutingRule(conditions_from_json(stored.get("if")), outcome)


def rule_to_json(rule: RoutingRule) -> dict[str, object]:
    """The reverse of `rule_from_json`."""
    match rule.outcome:
        case SendTo(staff_ids):
            then: dict[str, object] = {"staff": list(staff_ids)}
        case Redirect(link_id):
            then = {"link": link_id}
        case Reject(reason):
            then = {"reject": reason}
    return {"if": conditions_to_json(rule.conditions), "then": then}
