"""One change to a good file, the line of the mistake that it makes, and what is said about it."""

from pathlib import Path

import pytest

from bookings.business_file import BusinessFileError, read_business_file

PRACTICE = Path(__file__).with_name("practice.yaml").read_text(encoding="utf-8")

CHANGES = [  # what is replaced, by what, the line of the mistake, its path, what the message says
    # the document
    ("business:\n", "busines:\n", 1, "", 'unknown key "busines"; did you mean "business"?'),
    ("business:\n", "firm:\n", 1, "", 'the key "business" is missing'),
    ("api_keys:\n", "api_keys: none\nother:\n", 6, "api_keys", 'found "none", expected a list'),
    # business
    ("  id: practice\n", "  id: practice\n  handover: {}\n", 3, "business.handover", "nobody would be told"),
    (
        "  id: practice\n",
        "  id: practice\n  handover: {email: reception}\n",
        3,
        "business.handover.email",
        'found "reception", expected an e-mail address',
    ),
    (
        "  id: practice\n",
        "  id: practice\n  handover: {mail: r@practice.example}\n",
        3,
        "business.handover",
        'unknown key "mail"; did you mean "email"?',
    ),
    ("  id: practice\n", "  id: the practice\n", 2, "business.id", 'found "the practice", expected an id'),
    ("  id: practice\n", "", 2, "business", 'the key "id" is missing'),
    ("  name: The Practice\n", "  name:\n", 2, "business", 'the key "name" is missing'),
    ("  name: The Practice\n", "  name: [The]\n", 3, "business.name", "found a list, expected text"),
    ("Europe/London", "Europe/Londn", 4, "business.timezone", 'did you mean "Europe/London"?'),
    ("Europe/London", "GMT+1", 4, "business.timezone", 'found "GMT+1", expected an IANA time zone'),
    ("Europe/London", "Europe", 4, "business.timezone", "expected an IANA time zone"),
    ("Europe/London", "../../etc/passwd", 4, "business.timezone", "expected an IANA time zone"),
    ("phone: 020", "Phone!: 020", 5, "business.facts.Phone!", "expected lower-case letters"),
    ("phone: 020 7946 0000", "phone: [1, 2]", 5, "business.facts.phone", "found a list, expected text"),
    ("facts: {phone", "fax: {phone", 5, "business.fax", 'unknown key "fax"'),
    # API keys
    ("name: bot", "nam: bot", 7, "api_keys[0].nam", 'did you mean "name"?'),
    ("PRACTICE_KEY", "sk-123 456", 7, "api_keys[0].key_env", "the name of an environment variable"),
    ('"bookings:read", ', '"bookings:reed", ', 7, "api_keys[0].scopes[0]", 'did you mean "bookings:read"?'),
    ('["bookings:read", "bookings:write"]', "[]", 7, "api_keys[0].scopes", "at least one scope"),
    # staff
    ("  - id: staff_sarah\n", "  - id: staff_tom\n", 17, "staff[1].id", "already the id in line 9"),
    ("sarah@practice.example", "sarah at practice", 12, "staff[0].email", "expected an e-mail address"),
    ("Europe/Dublin", "Dublin", 13, "staff[0].timezone", 'found "Dublin"'),
    ("{mon: [", "{monday: [", 14, "staff[0].windows.monday", 'did you mean "mon"?'),
    ("09:00-12:30", "9-12:30", 14, "staff[0].windows.mon[0]", 'write it like "09:00-17:00"'),
    ("13:30-17:00", "12:00-17:00", 14, "staff[0].windows.mon[1]", 'overlaps "09:00-12:30"'),
    ("13:30-17:00", "13:30-25:00", 14, "staff[0].windows.mon[1]", "25:00"),
    ("    services: [svc_checkup]\n    about", "    services: [svc_chekup]\n    about", 15,
     "staff[0].services[0]", 'expected an id from "services"; did you mean "svc_checkup"?'),
    ("    services: [svc_checkup]\n    about", "    services: []\n    about", 15, "staff[0].services",
     "leave the key out"),
    ("name: Tom Okafor", "names: Tom Okafor", 18, "staff[1].names", "unknown key"),
    # services
    ("duration_minutes: 30\n    description", "duration_minutes: 0\n    description", 23,
     "services[0].duration_minutes", "a whole number of minutes from 1 to 1440"),
    ("duration_minutes: 30\n    description", "duration_minutes: half an hour\n    description", 23,
     "services[0].duration_minutes", "a whole number of minutes from 1 to 1440"),
    ("    aliases: [exam]", "    aliases: exam", 22, "services[0].aliases",
     'found "exam", expected a list of names'),
    ("    aliases: [exam]", "    aliases: [exam, exam]", 22, "services[0].aliases[1]",
     "named more than once"),
    ("    price: £45", "    cost: £45", 25, "services[0].cost", "the keys here are"),
    # booking links
    ("    slug: check-up", "    slug: check up", 28, "link.slug", "expected a slug"),
    ("    title: Dental check-up\n", "", 27, "link", 'the key "title" is missing'),
    ("    services: [svc_checkup]\n    staff", "    services: [svc_x]\n    staff", 32,
     "link.services[0]", "the ids there are svc_checkup"),
    ("[staff_sarah, staff_tom]", "[staff_sara, staff_tom]", 33, "link.staff[0]",
     'did you mean "staff_sarah"?'),
    ("[staff_sarah, staff_tom]", "[]", 33, "link.staff", "at least one staff id"),
    ("assignment: round_robin", "assignment: robin", 34, "link.assignment", "expected round_robin"),
    ("[staff_sarah, staff_tom]", "[{id: staff_sara, weight: 3}, staff_tom]", 33, "link.staff[0].id",
     'expected an id from "staff"; did you mean "staff_sarah"?'),
    ("[staff_sarah, staff_tom]\n    assignment: round_robin",
     "[{id: staff_sarah, weight: 0}, staff_tom]\n    assignment: weighted", 33, "link.staff[0].weight",
     "a whole number of shares from 1 to 100"),
    ("[staff_sarah, staff_tom]\n    assignment: round_robin",
     "[{id: staff_sarah, priority: first}, staff_tom]\n    assignment: priority", 33,
     "link.staff[0].priority", "a whole number of places from 1 to 100"),
    ("[staff_sarah, staff_tom]", "[{id: staff_sarah, weight: 2}, staff_tom]", 33, "link.staff[0].weight",
     '"weight" goes with "assignment: weighted" only'),
    ("[staff_sarah, staff_tom]\n    assignment: round_robin",
     "[{id: staff_sarah, priority: 2}, staff_tom]\n    assignment: weighted", 33, "link.staff[0].priority",
     '"priority" goes with "assignment: priority" only'),
    ("[staff_sarah, staff_tom]", "[{id: staff_sarah, wieght: 2}, staff_tom]", 33, "link.staff[0].wieght",
     'did you mean "weight"?'),
    ("[staff_sarah, staff_tom]", "[staff_sarah, {weight: 2}, staff_tom]", 33, "link.staff[1]",
     'the key "id" is missing'),
    ("[staff_sarah, staff_tom]", "[staff_sarah, staff_tom, {id: staff_sarah}]", 33, "link.staff[2].id",
     '"staff_sarah" is named more than once'),
    ("[staff_sarah, staff_tom]", "[[staff_sarah], staff_tom]", 33, "link.staff[0]", "found a list"),
    ("    slot_interval_minutes: 15", "    seats: 0", 35, "link.seats",
     "a whole number of seats from 1 to 1000"),
    ("    slot_interval_minutes: 15", "    seats: many", 35, "link.seats",
     'found "many", expected a whole number'),
    ("    slot_interval_minutes: 15", "    seat: 5", 35, "link.seat", 'did you mean "seats"?'),
    ("    price: £45", "    seats: 1001", 25, "services[0].seats", "a whole number of seats from 1 to 1000"),
    ("slot_interval_minutes: 15", "slot_interval_minutes: 0", 35, "link.slot_interval_minutes",
     "from 1 to 1440"),
    ("buffer_after_minutes: 10", "buffer_after_minutes: -10", 37, "link.buffer_after_minutes",
     "from 0 to 1440"),
    ("horizon_days: 90", "horizon_days: 2.5", 39, "link.horizon_days", "a whole number of days"),
    ("horizon_days: 90", "horizon_dys: 90", 39, "link.horizon_dys", 'did you mean "horizon_days"?'),
    ("[1440, 60]", "[1440, 1440]", 74, "link.reminders_minutes_before[1]", "more than once"),
    ("[1440, 60]", "[1440, soon]", 74, "link.reminders_minutes_before[1]", "from 1 to"),
    # windows
    ('mon: ["09:00-17:00"]', 'mon: "09:00-17:00"', 41, "link.windows.mon", "expected a list of windows"),
    ('mon: ["09:00-17:00"]', 'mon: ["09:00-09:00"]', 41, "link.windows.mon[0]", "is empty"),
    ('mon: ["09:00-17:00"]', 'wed: ["01:00-03:00"]', 42, "link.windows.tue", "over midnight"),
    # exceptions
    ("date: 2026-12-25", "date: 2026-02-30", 44, "link.exceptions[0].date", "that the calendar has"),
    ("date: 2026-12-25", "date: 25/12/2026", 44, "link.exceptions[0].date", "a date as YYYY-MM-DD"),
    ("closed: true", "closed: maybe", 44, "link.exceptions[0].closed", "expected true or false"),
    ("closed: true", "closed: false", 44, "link.exceptions[0]", "neither closed nor open"),
    ('windows: ["09:00-12:00"]', 'closed: true, windows: ["09:00-12:00"]', 45, "link.exceptions[1]",
     "expected one of them"),
    ("staff: staff_sarah}", "staff: staff_sam}", 45, "link.exceptions[1].staff",
     "one of the link's staff; did you mean"),
    ("      - {date: 2026-12-25, closed: true}\n", "      - {date: 2026-12-25, closed: true}\n" * 2, 45,
     "link.exceptions[1]", "a second exception for 2026-12-25"),
    # questions
    ("type: boolean", "type: bool", 49, "link.questions[0].type", 'did you mean "boolean"?'),
    ("required: true", "required: 1", 50, "link.questions[0].required", "expected true or false"),
    ("id: q_pain\n", "id: q_new\n", 51, "link.questions[1].id", "already the id of a question above"),
    ("id: q_note\n", "id: contact_email\n", 61, "link.questions[3].id", "expected another id"),
    ("max: 10\n", "max: ten\n", 55, "link.questions[1].max", 'found "ten", expected a number'),
    ("min: 0\n", "min: 11\n", 55, "link.questions[1].max", "no less than min, 11"),
    ("max: 10\n", "max_length: 10\n", 55, "link.questions[1].max_length",
     "goes with questions of type text, not number"),
    ("[Top, Bottom]", "[Top]", 60, "link.questions[2].choices", "at least two"),
    ("        choices: [Top, Bottom]\n", "", 59, "link.questions[2].type", "found 0 choices"),
    ("[Top, Bottom]", "[Top, top]", 60, "link.questions[2].choices", "differ in more than capitals"),
    ("max_length: 100", "max_length: 100000", 64, "link.questions[3].max_length", "from 1 to 2000"),
    ("min: 2020-01-01", "min: 2020", 68, "link.questions[4].min", "a date as YYYY-MM-DD"),
    ("ask_if: {q_new: false}", "ask_if: {q_nw: false}", 56, "link.questions[1].ask_if.q_nw",
     'did you mean "q_new"?'),
    ("ask_if: {q_new: false}", "ask_if: {q_where: Top}", 56, "link.questions[1].ask_if.q_where",
     "something that is known here: q_new"),
    ("ask_if: {q_new: false}", "ask_if: {q_new: Top}", 56, "link.questions[1].ask_if.q_new",
     'found "Top", expected true or false'),
    ("ask_if: {q_new: false}", "ask_if: {q_new: {gte: 1}}", 56, "link.questions[1].ask_if.q_new.gte",
     '"gte" does not go with answers of type boolean'),
    # routing
    ("{gte: 9}", "{above: 9}", 70, "link.routing[0].if.q_pain.above", 'unknown operator "above"'),
    ("{gte: 9}", "{gte: nine}", 70, "link.routing[0].if.q_pain.gte", "expected a number"),
    ("{gte: 9}", "{}", 70, "link.routing[0].if.q_pain", "found an empty mapping"),
    ("{gte: 9}", "{in: []}", 70, "link.routing[0].if.q_pain.in", "at least one value"),
    ("{gte: 9}", "[9, 10]", 70, "link.routing[0].if.q_pain", "found a list, expected a number"),
    ("q_where: Top", "q_where: Tp", 72, "link.routing[1].if.q_where", 'did you mean "Top"?'),
    ("service_id: svc_checkup", "service: svc_checkup", 72, "link.routing[1].if.service",
     'did you mean "service_id"?'),
    ("service_id: svc_checkup", "service_id: svc_x", 72, "link.routing[1].if.service_id",
     "expected one of svc_checkup"),
    ("service_id: svc_checkup", "contact_phone: {starts_with: London}", 72,
     "link.routing[1].if.contact_phone.starts_with", "a phone number or a part of one"),
    ("then: {reject: Please call us.}", "then: {refuse: Please call us.}", 71,
     "link.routing[0].then.refuse", "unknown key"),
    ("then: {reject: Please call us.}", "then: {}", 71, "link.routing[0].then", "expected either"),
    ("then: {reject: Please call us.}", "then: {reject: No., staff: [staff_tom]}", 71,
     "link.routing[0].then", "expected either"),
    ("then: {reject: Please call us.}", "then: {reject: No., link: link_checkup}", 71,
     "link.routing[0].then", "expected either"),
    ("then: {reject: Please call us.}", "then: {link: link_chekup}", 71, "link.routing[0].then.link",
     'expected an id from "booking_links"; did you mean "link_checkup"?'),
    ("then: {reject: Please call us.}", "then: {link: link_checkup}", 71, "link.routing[0].then.link",
     "in a circle, link_checkup -> link_checkup"),
    ("        then: {reject: Please call us.}\n", "", 70, "link.routing[0]", '"then" is missing'),
    ("then: {staff: [staff_sarah]}", "then: {staff: [staff_ann]}", 73, "link.routing[1].then.staff[0]",
     "expected one of the link's staff: staff_sarah or staff_tom"),
    ("then: {staff: [staff_sarah]}", "then: {staff: []}", 73, "link.routing[1].then.staff", "empty list"),
    ("then: {staff: [staff_sarah]}", "then: {staff: staff_sarah}", 73, "link.routing[1].then.staff",
     "expected a list of staff ids"),
]  # fmt: skip


def mistakes_in(text):
    with pytest.raises(BusinessFileError) as caught:
        read_business_file(text, "practice.yaml")
    return caught.value.mistakes


def test_the_file_without_a_change_has_no_mistake_and_no_warning():
    assert read_business_file(PRACTICE, "practice.yaml").warnings == ()


@pytest.mark.parametrize(("old", "new", "line", "where", "says"), CHANGES)
def test_a_mistake_is_told_with_its_line_and_what_was_expected(old, new, line, where, says):
    assert old in PRACTICE
    mistakes = mistakes_in(PRACTICE.replace(old, new, 1))
    where = where.replace("link", "booking_links[0]", 1) if where.startswith("link") else where
    matching = [m for m in mistakes if m.line == line and says in m.message]
    assert matching, [str(mistake) for mistake in mistakes]
    assert matching[0].where in (where, where.rsplit(".", 1)[0])


def test_a_mistake_brings_no_others_with_it():
    # these also take away what is named elsewhere
    telling_two = (
        "[{id: staff_sara,",
        "api_keys: none",
        "firm:",
        "    services: [svc_x]",
        "[staff_sara,",
        "  - id: staff_tom",
        "id: q_new",
    )
    for old, new, *_ in CHANGES:
        if not new.startswith(telling_two):
            assert len(mistakes_in(PRACTICE.replace(old, new, 1))) == 1, new


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file():
    text = PRACTICE
    changes = {
        "Europe/London": "Nowhere",
        "name: Tom": "nme: Tom",
        "- id: svc_checkup": "- id: svc checkup",
        "type: boolean": "type: bool",
        "{gte: 9}": "{gt: x}",
    }
    for old, new in changes.items():
        text = text.replace(old, new, 1)
    lines = [mistake.line for mistake in mistakes_in(text)]
    assert lines == sorted(lines)
    assert {4, 18, 20, 49, 70} <= set(lines)


def test_the_error_lists_file_line_and_column_like_a_compiler():
    with pytest.raises(BusinessFileError) as caught:
        read_business_file(PRACTICE.replace("Europe/London", "Nowhere"), "my/file.yaml")
    assert caught.value.message.startswith('my/file.yaml:4:13: business.timezone: found "Nowhere", expected')


def test_a_key_given_twice_is_told_with_the_line_of_the_first():
    text = PRACTICE.replace("    about: A dentist.", "    name: Sara Jones")
    (mistake,) = mistakes_in(text)
    assert (mistake.line, mistake.message) == (16, 'the key "name" is already given in line 10')


def test_two_links_cannot_share_a_slug_nor_take_the_id_of_another():
    second = """
  - {id: check, slug: SLUG, title: Second, duration_minutes: 30, staff: [staff_tom],
     windows: {fri: ["09:00-12:00"]}}
"""
    (mistake,) = mistakes_in(PRACTICE.rstrip() + second.replace("SLUG", "check-up"))
    assert mistake.message == 'found "check-up", which is already the slug in line 28'
    (mistake,) = mistakes_in(PRACTICE.rstrip() + second.replace("SLUG", "link_checkup"))
    assert mistake.message == 'found "link_checkup", which is the id of another link'
    assert read_business_file(PRACTICE.rstrip() + second.replace("SLUG", "check"), "x")
