"""The booking page without scripts: what there is to choose, and how it is booked."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bookings.api.rate_limits import RateLimits, Rates
from bookings.services.rates import Rate
from tests.bookings.api.visitor import DETAILS, Visitor, bookings, visitor, visitor_of
from tests.bookings.support import Api, error_of
from tests.bookings.waiting import TUESDAY, book_out

__all__ = ["visitor"]
PAGE = "/book/check-up"
CHOSEN = f"{PAGE}?service=check-up&start=2026-06-02T08:00:00Z"
QUESTIONS = [
    {"id": "q_new", "text": "Are you new?", "type": "boolean", "required": True},
    {
        "id": "q_pain",
        "text": "How bad?",
        "type": "number",
        "min": 0,
        "max": 10,
        "required": True,
        "ask_if": {"q_new": False},
    },
    {"id": "q_where", "text": "Where?", "type": "text", "max_length": 20, "ask_if": {"q_pain": {"gte": 5}}},
]
ROUTING = [{"if": {"q_pain": {"gte": 9}}, "then": {"reject": "Please call us: <b>today</b>."}}]


def test_one_comes_from_the_list_to_the_booking_by_links_and_one_form(visitor: Visitor) -> None:
    index = visitor.look("/book")
    assert "The Dentist" in index
    services = visitor.look(index.link("Dental check-up"))
    assert "What is it about?" in services
    calendar = visitor.look(services.link("Check-up 30 minutes"))
    assert "June 2026" in calendar
    day = visitor.look(calendar.link("Tuesday 2 June 2026, 6 times free"))
    assert day.times()[:2] == ["9:00 am", "9:30 am"]
    details = visitor.look(day.link("9:00 am"))
    assert "Tuesday 2 June 2026, 9:00 am to 9:30 am (Europe/London, BST)" in details
    sent = visitor.fill_in(details, **DETAILS, contact_phone="020 7946 0000", notes="two\nlines")
    done = visitor.follow(sent)
    assert "Your appointment is booked" in done
    assert "A confirmation goes to dana@example.com" in done
    (booking,) = bookings(visitor.api)
    assert (booking["start_time"], booking["service_id"]) == ("2026-06-02T08:00:00Z", "checkup")
    assert (booking["contact_name"], booking["contact_email"]) == ("Dana Cole", "dana@example.com")
    assert (booking["contact_phone"], booking["notes"]) == ("020 7946 0000", "two\nlines")
    assert booking["client_timezone"] == "Europe/London"
    assert booking["reference"] in done


def test_what_was_booked_can_be_taken_into_a_calendar_moved_and_cancelled(visitor: Visitor) -> None:
    done = visitor.follow(visitor.fill_in(visitor.look(CHOSEN), **DETAILS))
    assert "Move this appointment" in visitor.look(done.link("choose another time"))
    cancelling = visitor.look(done.link("cancel it"))
    assert "Cancel this appointment?" in cancelling
    assert visitor.follow(visitor.fill_in(cancelling)).status == 200
    assert bookings(visitor.api)[0]["status"] == "cancelled"
    assert "Your appointment has been cancelled" in visitor.look(done.answer.request.url.path)


def test_times_are_told_in_the_zone_that_is_chosen_and_days_are_days_there(visitor: Visitor) -> None:
    page = visitor.look(f"{PAGE}?service=check-up&zone=Pacific/Auckland&day=2026-06-02")
    assert page.times()[0] == "8:00 pm"
    assert "Times are those of Pacific/Auckland." in page
    details = visitor.look(page.link("8:00 pm"))
    assert "9:00 am to 9:30 am (Europe/London, BST) where it takes place" in details
    visitor.follow(visitor.fill_in(details, **DETAILS))
    assert bookings(visitor.api)[0]["client_timezone"] == "Pacific/Auckland"


def test_somebody_is_chosen_by_name_and_their_ids_and_mails_are_nowhere(visitor: Visitor) -> None:
    sources = []
    page = visitor.look(f"{PAGE}?service=check-up&with=tom-okafor&day={TUESDAY}")
    sources.append(page.answer.text)
    assert "with Tom Okafor" in page
    details = visitor.look(page.link("9:00 am"))
    done = visitor.follow(visitor.fill_in(details, **DETAILS))
    sources += [details.answer.text, done.answer.text]
    assert bookings(visitor.api)[0]["staff_id"] == "tom"
    other = visitor.look(f"{PAGE}?service=check-up&with=tom-okafor&start=2026-06-02T08:30:00Z")
    visitor.api.book("2026-06-02T08:30:00Z", staff_id="tom")
    taken = visitor.fill_in(other, **DETAILS)
    assert taken.status == 409
    sources.append(taken.answer.text)
    for source in sources:
        assert "dentist.example" not in source
        assert '"tom"' not in source
        assert "=tom&" not in source
        assert "link_checkup" not in source


def test_who_is_not_listed_cannot_be_chosen_and_is_assigned_all_the_same(
    visitor: Visitor, dentist: dict[str, Any]
) -> None:
    next(one for one in dentist["staff"] if one["id"] == "tom")["listed"] = False
    visitor.api.apply(dentist)
    calendar = visitor.look(f"{PAGE}?service=check-up&day={TUESDAY}")
    assert "Tom Okafor" not in calendar.answer.text
    assert "with Sarah Jones" not in calendar
    assert "with Tom" not in visitor.look(f"{PAGE}?service=check-up&with=tom-okafor&day={TUESDAY}")
    for _ in range(2):
        visitor.follow(visitor.fill_in(visitor.look(CHOSEN), **DETAILS))
    assert "tom" in {booking["staff_id"] for booking in bookings(visitor.api)}
    assert visitor.api.book("2026-06-02T09:00:00Z", staff_id="tom").status_code == 201
    dentist["staff"][1].pop("listed", None)
    dentist["staff"][0].pop("listed", None)
    visitor.api.apply(dentist)
    assert "Tom Okafor" in visitor.look(f"{PAGE}?service=check-up&day={TUESDAY}").answer.text


def test_a_link_that_is_not_listed_is_reached_by_its_address(
    visitor: Visitor, dentist: dict[str, Any], link: dict[str, Any]
) -> None:
    assert "Dental check-up" in visitor.look("/book")
    link["listed"] = False
    visitor.api.apply(dentist)
    assert "Dental check-up" not in visitor.look("/book")
    assert "Dental check-up" not in visitor.look("/book/dentist")
    assert visitor.follow(visitor.fill_in(visitor.look(CHOSEN), **DETAILS)).status == 200


def test_the_same_form_books_once_and_says_if_something_was_changed_too_late(visitor: Visitor) -> None:
    details = visitor.look(CHOSEN)
    first = visitor.fill_in(details, **DETAILS)
    again = visitor.fill_in(details, **DETAILS)
    assert again.answer.headers["location"] == first.answer.headers["location"]
    changed = visitor.follow(visitor.fill_in(details, **DETAILS | {"contact_name": "Eve"}))
    assert "What you have changed since is not in it" in changed
    assert len(bookings(visitor.api)) == 1


def test_everything_that_is_wrong_is_told_at_once_next_to_its_field_and_nothing_typed_is_lost(
    api_with: Callable[..., Api],
) -> None:
    visitor = visitor_of(api_with(questions=QUESTIONS, routing=ROUTING))
    details = visitor.look(CHOSEN)
    assert "How bad?" not in details
    typed = {"contact_email": 'a"b', "contact_phone": "12", "notes": "</textarea><i>x"}
    page = visitor.fill_in(details, **typed)
    assert page.status == 400
    for words in (
        "Please enter your name.",
        "This is no e-mail address.",
        "Please enter a phone number with at least 5 digits",
        "Are you new? Please answer this.",
    ):
        assert words in page
    for name in ("contact_name", "contact_email", "contact_phone", "answer-q_new"):
        assert page.link_to(name) in page.ids
    for name, value in typed.items():
        assert page.fields[name] == [value]
    assert bookings(visitor.api) == []


def test_questions_that_the_answers_lead_to_are_asked_before_it_is_booked(
    api_with: Callable[..., Api],
) -> None:
    visitor = visitor_of(api_with(questions=QUESTIONS, routing=ROUTING))
    page = visitor.fill_in(visitor.look(CHOSEN), **DETAILS, answer__q_new="no")
    assert (page.status, "There is more that we need to know" in page, "How bad?" in page) == (
        200,
        True,
        True,
    )
    assert "Please answer this" not in page
    page = visitor.fill_in(page, answer__q_pain="11")
    assert "How bad? Please enter a number from 0 to 10." in page
    page = visitor.fill_in(page, answer__q_pain="7")
    assert "Where? (optional)" in page  # also what need not be answered is asked once
    visitor.follow(visitor.fill_in(page))
    (booking,) = bookings(visitor.api)
    assert [(one["question_id"], one["answer"]) for one in booking["answers"]] == [
        ("q_new", False),
        ("q_pain", 7),
    ]


def test_answers_to_questions_that_are_not_asked_any_more_do_not_count(api_with: Callable[..., Api]) -> None:
    visitor = visitor_of(api_with(questions=QUESTIONS, routing=ROUTING))
    page = visitor.fill_in(visitor.look(CHOSEN), **DETAILS, answer__q_new="no")
    page = visitor.fill_in(page, answer__q_new="yes", answer__q_pain="10")
    visitor.follow(page)
    (booking,) = bookings(visitor.api)
    assert [one["question_id"] for one in booking["answers"]] == ["q_new"]


def test_which_questions_are_asked_can_be_asked_without_booking(api_with: Callable[..., Api]) -> None:
    visitor = visitor_of(api_with(questions=QUESTIONS))
    page = visitor.fill_in(visitor.look(CHOSEN), do="ask", answer__q_new="no", **DETAILS)
    assert (page.status, "How bad?" in page, "not right" in page) == (200, True, False)
    assert bookings(visitor.api) == []


def test_why_the_answers_are_turned_down_is_told_as_the_rule_says_it(api_with: Callable[..., Api]) -> None:
    visitor = visitor_of(api_with(questions=QUESTIONS, routing=ROUTING))
    page = visitor.fill_in(visitor.look(CHOSEN), **DETAILS, answer__q_new="no")
    page = visitor.fill_in(visitor.fill_in(page, answer__q_pain="10"), answer__q_where="Here")
    assert page.status == 403
    assert "Please call us: <b>today</b>." in page
    assert page.fields["answer-q_where"] == ["Here"]
    assert bookings(visitor.api) == []


def test_a_time_taken_meanwhile_leads_to_the_nearest_with_everything_kept(visitor: Visitor) -> None:
    details = visitor.look(CHOSEN)
    for _ in range(2):
        assert visitor.api.book("2026-06-02T08:00:00Z").status_code == 201
    page = visitor.fill_in(details, **DETAILS, notes="as before")
    assert page.status == 409
    assert "Somebody has just taken this time." in page
    assert "Tuesday 2 June 2026, 9:30 am" in page
    assert page.fields["notes"] == ["as before"]
    unchosen = visitor.fill_in(page)
    assert "Please choose a time." in unchosen
    assert unchosen.fields["notes"] == ["as before"]
    done = visitor.follow(visitor.fill_in(unchosen, start="2026-06-02T08:30:00Z"))
    assert "9:30 am to 10:00 am" in done
    ours = [one for one in bookings(visitor.api) if one["notes"] == "as before"]
    assert [one["start_time"] for one in ours] == ["2026-06-02T08:30:00Z"]


@pytest.mark.parametrize("start", ["2026-06-02T08:10:00Z", "2026-05-01T08:00:00Z", "2036-06-02T08:00:00Z"])
def test_a_start_that_is_none_leads_back_to_the_calendar(visitor: Visitor, start: str) -> None:
    page = visitor.look(f"{PAGE}?service=check-up&start={start}")
    assert page.status == 409
    assert "This time is not free" in page
    assert "June 2026" in page


def test_answers_that_ask_for_others_than_who_was_chosen_lead_to_their_times(
    api_with: Callable[..., Api],
) -> None:
    routing = [{"if": {"q_new": True}, "then": {"staff": ["sarah"]}}]
    visitor = visitor_of(api_with(questions=QUESTIONS, routing=routing))
    page = visitor.fill_in(visitor.look(f"{CHOSEN}&with=tom-okafor"), **DETAILS, answer__q_new="yes")
    assert "With these answers the appointment is with Sarah Jones." in page
    visitor.follow(visitor.fill_in(page, start="2026-06-02T08:30:00Z"))
    assert bookings(visitor.api)[0]["staff_id"] == "sarah"


def test_a_rule_that_sends_on_leads_to_the_other_appointment(
    empty_api: Api, dentist: dict[str, Any], link: dict[str, Any]
) -> None:
    link.update(questions=QUESTIONS, routing=[{"if": {"q_new": True}, "then": {"link": "link_first"}}])
    other = copy.deepcopy(link) | {"id": "link_first", "slug": "first", "title": "First visit", "routing": []}
    other |= {"windows": {"wed": ["10:00-12:00"]}, "services": []}
    other["questions"] = [{"id": "q_fear", "text": "Are you afraid?", "type": "boolean", "required": True}]
    dentist["booking_links"].append(other)
    empty_api.apply(dentist)
    visitor = visitor_of(empty_api)
    page = visitor.fill_in(visitor.look(CHOSEN), **DETAILS, answer__q_new="yes")
    assert "you need another appointment: First visit." in page
    assert "Are you afraid?" in page
    assert page.fields["contact_name"] == ["Dana Cole"]
    page = visitor.fill_in(page, answer__q_fear="no")
    assert "Wednesday 3 June 2026, 10:00 am" in page
    visitor.follow(visitor.fill_in(page, start="2026-06-03T09:00:00Z"))
    (booking,) = bookings(visitor.api)
    assert (booking["slug"], booking["start_time"]) == ("first", "2026-06-03T09:00:00Z")


def test_on_a_full_day_one_joins_the_waitlist(visitor: Visitor) -> None:
    book_out(visitor.api)
    day = visitor.look(visitor.look(f"{PAGE}?service=check-up").link("2 June 2026, fully booked"))
    assert "All times of this day are taken." in day
    form = visitor.look(day.link("Join the waitlist for this day"))
    assert form.fields["first_date"] == [TUESDAY]
    wrong = visitor.fill_in(
        form, contact_name="Ann", last_date="2026-05-01", from_time="09:00", until_time="09:00"
    )
    for words in ("Please enter your e-mail address.", "other than the one before"):
        assert words in wrong
    wrong = visitor.fill_in(wrong, contact_email="ann@example.com", until_time="12:00")
    assert "Please choose a day that is not before the first one" in wrong
    done = visitor.follow(visitor.fill_in(wrong, last_date="2026-06-03"))
    assert "You are on the waitlist" in done
    (entry,) = visitor.api.get("/api/v1/waitlist").json()["data"]
    assert (entry["contact_name"], entry["first_date"], entry["last_date"]) == ("Ann", TUESDAY, "2026-06-03")
    assert (entry["from_time"], entry["until_time"], entry["service_id"]) == ("09:00", "12:00", "checkup")
    leaving = visitor.look(done.link("Leave the waitlist"))
    visitor.follow(visitor.fill_in(leaving))
    assert "not on the waitlist any more" in visitor.look(done.answer.request.url.path)


def test_places_that_are_left_are_told_where_several_share_a_time(api_with: Callable[..., Api]) -> None:
    visitor = visitor_of(api_with(seats=3, staff=["sarah"]))
    visitor.api.book("2026-06-02T08:00:00Z", service_id="checkup")
    page = visitor.look(f"{PAGE}?service=check-up&day={TUESDAY}")
    assert page.times()[:2] == ["9:00 am 2 places left", "9:30 am 3 places left"]


def test_a_month_without_free_times_tells_when_the_next_is_and_nothing_leads_beyond_the_horizon(
    api_with: Callable[..., Api],
) -> None:
    closed = [{"date": f"2026-06-{day:02}", "closed": True} for day in range(1, 31)]
    visitor = visitor_of(api_with(exceptions=closed, horizon_days=40))
    june = visitor.look(f"{PAGE}?service=check-up&month=2026-06")
    assert "Nothing is free in June 2026" in june
    july = visitor.look(june.link("Wednesday 1 July 2026"))
    assert "July 2026" in july
    assert not [text for text, found in july.links if text == "The month after"]
    assert "July 2026" in visitor.look(f"{PAGE}?service=check-up")
    for nonsense in (
        "month=2031-01",
        "month=9999-12",
        "month=x",
        "day=2026-02-30",
        "zone=Mars",
        "with=nobody",
    ):
        assert visitor.look(f"{PAGE}?service=check-up&{nonsense}").status == 200


def test_where_the_clock_says_an_hour_twice_both_are_told_apart(api_with: Callable[..., Api]) -> None:
    api = api_with(windows={"sun": ["00:00-04:00"]})
    api.clock.now = datetime(2026, 10, 20, tzinfo=UTC)
    page = visitor_of(api).look(f"{PAGE}?service=check-up&day=2026-10-25")
    assert [text for text in page.times() if text.startswith("1:00 am")] == ["1:00 am (BST)", "1:00 am (GMT)"]


def test_what_is_not_there_is_a_page_that_says_so(
    visitor: Visitor, dentist: dict[str, Any], link: dict[str, Any]
) -> None:
    for address in (
        "/book/nothing",
        "/book/dentist/nothing",
        "/book/nobody/check-up",
        "/book/a%00b",
        "/book/%2e",
    ):
        page = visitor.look(address)
        assert (page.status, "There is nothing to be booked here" in page) == (404, True)
    assert "The Dentist" in visitor.look("/book/dentist")
    assert visitor.look("/book/dentist/check-up").status == 200
    link.update(id="link_other", slug="other")
    visitor.api.apply(dentist)
    assert visitor.look(PAGE).status == 404  # archived


def test_of_several_businesses_each_has_its_own_address(visitor: Visitor, dentist: dict[str, Any]) -> None:
    other = copy.deepcopy(dentist)
    other["business"] = {"id": "vet", "name": "The Vet", "timezone": "UTC"}
    other["api_keys"] = []
    visitor.api.apply(other)
    assert visitor.look("/book").status == 404
    assert visitor.look(PAGE).status == 404
    assert "The Vet" in visitor.look("/book/vet/check-up?service=check-up")
    services = visitor.look(visitor.look("/book/vet").link("Dental check-up"))
    assert "/book/vet/check-up?" in services.link("Filling")
    form = visitor.look("/book/vet/check-up?service=check-up&start=2026-06-02T09:00:00Z")
    visitor.follow(visitor.fill_in(form, **DETAILS))
    assert bookings(visitor.api) == []  # it is not the dentist's


def test_a_form_of_another_link_or_none_of_ours_books_nothing_and_one_that_has_ended_can_be_sent_again(
    visitor: Visitor,
) -> None:
    details = visitor.look(CHOSEN)
    for token in ("", "x", details.fields["token"][0][:-3], "x" * 5000):
        page = visitor.fill_in(details, **DETAILS, token=token)
        assert (page.status, "This form was open for too long" in page) == (400, True)
    waiting = visitor.look(f"{PAGE}?service=check-up&wait=")
    assert visitor.fill_in(details, **DETAILS, token=waiting.fields["token"]).status == 400
    assert bookings(visitor.api) == []
    visitor.api.clock.step(hours=12)
    page = visitor.fill_in(details, **DETAILS)
    assert page.fields["contact_name"] == ["Dana Cole"]
    visitor.follow(visitor.fill_in(page))
    assert len(bookings(visitor.api)) == 1


def test_a_start_that_the_form_was_not_made_for_is_not_booked(visitor: Visitor) -> None:
    page = visitor.fill_in(visitor.look(CHOSEN), **DETAILS, start="2026-06-02T09:00:00Z")
    assert page.status == 400
    assert bookings(visitor.api) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_forms_of_other_sites_are_refused(visitor: Visitor, headers: dict[str, str]) -> None:
    answer = visitor.post(visitor.look(CHOSEN), headers=headers, **DETAILS)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert bookings(visitor.api) == []
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
    assert visitor.post(visitor.look(CHOSEN), headers=own, **DETAILS).status_code == 303


def test_an_address_that_sends_too_often_is_told_so_and_what_was_typed_stays(api: Api) -> None:
    limits = RateLimits(Rates(page_writes=Rate(1, 60), page_reads=Rate(6, 60)))
    visitor = visitor_of(api, limits=limits)
    first, second = visitor.look(CHOSEN), visitor.look(CHOSEN)
    visitor.fill_in(first, **DETAILS)
    page = visitor.fill_in(second, **DETAILS)
    assert (page.status, page.fields["contact_name"]) == (429, ["Dana Cole"])
    assert "That was too often" in page
    visitor.look(PAGE)
    visitor.look(PAGE)
    page = visitor.look(PAGE)
    assert (page.status, "Please wait a minute" in page) == (429, True)
    assert int(page.answer.headers["retry-after"]) > 0
    assert len(bookings(api)) == 1


def test_the_pages_run_no_script_but_ours_and_are_in_no_frames_but_those_that_may(api: Api) -> None:
    policy = visitor_of(api).look(PAGE).answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    visitor = visitor_of(api, embed_from=("https://www.example.com",))
    for page in (visitor.look(PAGE), visitor.look(CHOSEN), visitor.look("/book/none")):
        assert (
            "frame-ancestors 'self' https://www.example.com;"
            in page.answer.headers["content-security-policy"]
        )
        assert "<script>" not in page.answer.text
        assert " style=" not in page.answer.text
        assert " onclick" not in page.answer.text


def test_scripts_and_styles_are_kept_by_their_fingerprint(visitor: Visitor) -> None:
    page = visitor.look(PAGE).answer.text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = visitor.api.call("GET", address, key=None)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    again = visitor.api.call("GET", address, key=None, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    old = visitor.api.call("GET", "/book/-/0000/style.css", key=None)
    assert (old.status_code, old.headers["cache-control"]) == (200, "no-cache")
    assert visitor.api.call("GET", "/book/-/0000/nothing.css", key=None).status_code == 404
    script = visitor.api.call("GET", "/book/embed.js", key=None)
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    ("asked", "is_compressed"),
    [
        ("gzip, deflate, br", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0.01", True),
        ("identity", False),
        ("gzip;q=0, br", False),
        ("gzip; q=0.000", False),
    ],
)
def test_files_are_compressed_for_whoever_asks(visitor: Visitor, asked: str, is_compressed: bool) -> None:
    address = "/book/-/0000/style.css"
    plain = visitor.api.call("GET", address, key=None, headers={"Accept-Encoding": "identity"})
    answer = visitor.api.call("GET", address, key=None, headers={"Accept-Encoding": asked})
    assert answer.headers.get("content-encoding") == ("gzip" if is_compressed else None)
    assert (int(answer.headers["content-length"]) < len(plain.content) / 2) == is_compressed
    assert answer.content == plain.content
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["etag"] == plain.headers["etag"]


def test_without_a_secret_or_where_none_is_wanted_there_is_no_booking_page(api: Api) -> None:
    assert Visitor(api).look(PAGE).status == 404
    assert error_of(api.call("GET", "/nothing", key=None), 404)["code"] == "not_found"
    assert Visitor(api).look("/b/nothing/x").status == 404


def test_a_page_with_personal_data_is_kept_nowhere(visitor: Visitor) -> None:
    details = visitor.look(CHOSEN)
    assert details.answer.headers["cache-control"] == "private, no-cache"
    assert visitor.fill_in(details).answer.headers["cache-control"] == "no-store"
    done = visitor.follow(visitor.fill_in(details, **DETAILS))
    assert done.answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/book", "/book/check-up", "/book/nothing", "/book/embed.js", "/b/booked/x"]
)
def test_head_is_answered_as_get_is_without_the_body(visitor: Visitor, path: str) -> None:
    whole, head = visitor.api.call("GET", path, key=None), visitor.api.call("HEAD", path, key=None)
    assert (head.status_code, head.headers, head.content) == (whole.status_code, whole.headers, b"")
    assert whole.content


def test_head_on_the_calendar_file_and_on_what_only_a_form_does(visitor: Visitor) -> None:
    visitor = visitor_of(visitor.api, event_file=lambda _booking, _configuration: b"BEGIN:VCALENDAR")
    done = visitor.follow(visitor.fill_in(visitor.look(CHOSEN), **DETAILS))
    head = visitor.api.call("HEAD", f"{done.answer.request.url.path}/appointment.ics", key=None)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/calendar")
    allowed = visitor.api.call("OPTIONS", "/book/check-up", key=None).headers["Allow"]
    assert allowed == "GET, HEAD, OPTIONS, POST"
    refused = visitor.api.call("DELETE", "/book/check-up", key=None)
    assert (refused.status_code, refused.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize(
    "path",
    [
        "/book/..%2f..%2fpyproject.toml",
        "/book/%2e%2e/%2e%2e/pyproject.toml",
        "/book/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/book/..%5c..%5cwindows",
        "/book/-/x/..%2fmain.js",
        "/book/-/x/%2e%2e",
        "/book/-/x/main.js%00.css",
        "/book/check-up%00",
        "/book/check-up%2f%2e%2e%2fx",
        "/book/check-up;a=b",
        "/book/%ff%fe",
        "/book/" + "a" * 4000,
        "/book/" + "a" * 200 + "/" + "b" * 200,
        "/book/dentist/check-up/../../../api/v1/bookings",
        "/b/cancel/..%2f..%2fetc%2fpasswd",
        "/b/booked/%00/appointment.ics",
    ],
)
def test_no_trick_with_an_address_leads_out_of_the_page(visitor: Visitor, path: str) -> None:
    answer = visitor.api.call("GET", path, key=None)
    assert answer.status_code in (400, 401, 404), answer.text
    assert "root:" not in answer.text
    assert "[tool." not in answer.text
