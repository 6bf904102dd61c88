"""What becomes of a form that was sent: carried out, or shown again with all that was typed."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote, urlsplit

from litestar import Response

from bookings.api.access import ApiRequest, writers_of
from bookings.api.booking_page.carrying_out import book, obstacle_of, other_times, wait
from bookings.api.booking_page.details import Obstacle, unseen
from bookings.api.booking_page.sent import Sent, booking_in, wish_in
from bookings.api.booking_page.shown import details_page, wait_page
from bookings.api.booking_page.visit import Visit
from bookings.api.calendars import unreadable_staff
from bookings.api.core import Core
from bookings.api.link_forms import see_other
from bookings.api.threads import read
from bookings.engine.errors import BookingsError, Forbidden, Problem, ValidationFailed
from bookings.engine.wording import parse_instant
from bookings.services.calendars import candidates
from bookings.services.page_forms import BOOK, WAIT, PageForm
from bookings.services.ports import Reading

_NEW_QUESTIONS = Obstacle("more_questions", status=200)
_ENDED = Obstacle("form_ended")
_NO_TIME = Problem("start_time is required.", "missing", field="start_time")


def refuse_other_sites(request: ApiRequest, core: Core) -> None:
    """Raises Forbidden for a form that a page of another site sends; browsers say whose page it is."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    ours = {request.headers.get("host", "")}
    if site is not None:
        is_ours = site in ("same-origin", "none")
    else:
        is_ours = origin is None or urlsplit(origin).netloc in ours
    if not is_ours:
        raise Forbidden("This form was sent by another site.")


def address_of(request: ApiRequest) -> str:
    return request.client.host if request.client else ""


async def answered(request: ApiRequest, core: Core, visit: Visit, sent: Sent) -> Response[str]:
    """To the page that shows what was done; or the form again, with what is in the way."""
    form = _form(core, visit, sent)
    if sent.one("do") == "ask":
        return await _again(core, visit, sent, form, None)
    if form is None or form.until <= core.clock():
        return await _again(core, visit, sent, form, _ENDED)
    if not visit.waits:
        if sent.one("start") not in form.starts:
            return await _without_time(core, visit, sent, form)
        visit = replace(visit, start=parse_instant(sent.one("start")))
    try:
        return await _carried_out(request, core, visit, sent, form)
    except BookingsError as error:
        found = error
    is_ours = isinstance(found, ValidationFailed) and unseen(visit, sent) and _only_unseen(visit, sent, found)
    if is_ours:
        return await _again(core, visit, sent, form, _NEW_QUESTIONS)
    onward, obstacle = await read(core, lambda view: obstacle_of(view, visit, found, core.clock()))
    return await _again(core, onward, sent, form, obstacle)


def _form(core: Core, visit: Visit, sent: Sent) -> PageForm | None:
    """What the form was made for, if it is for this page."""
    assert core.forms is not None
    form = core.forms.read(WAIT if visit.waits else BOOK, sent.one("token"))
    made_here = (visit.configuration.business.id, visit.link.id)
    return form if form and (form.business_id, form.link_id) == made_here else None


def _only_unseen(visit: Visit, sent: Sent, error: ValidationFailed) -> bool:
    """Whether nothing is wrong but that questions are not answered which were not asked yet."""
    new = unseen(visit, sent)
    return all(problem.kind == "missing" and problem.question_id in new for problem in error.problems)


async def _carried_out(
    request: ApiRequest, core: Core, visit: Visit, sent: Sent, form: PageForm
) -> Response[str]:
    core.limits.admit_visitor(address_of(request), is_write=True)
    if visit.waits:
        wish = wish_in(visit, sent)
        work = wait(core, form, sent, wish)
    else:
        wanted = booking_in(visit, sent, sent.one("start"))
        unreadable = await unreadable_staff(
            core, form.business_id, lambda view: candidates.for_request(view, form.business_id, wanted)
        )
        work = book(core, form, sent, wanted, unreadable)
    if unseen(visit, sent):
        return await _again(core, visit, sent, form, _NEW_QUESTIONS)
    address = await writers_of(request).write(core, work)
    joint = "&" if "?" in address else "?"
    return see_other(f"{address}{joint}embed={quote(visit.embed, safe='')}" if visit.embed else address)


async def _without_time(core: Core, visit: Visit, sent: Sent, form: PageForm) -> Response[str]:
    """None of the times that were offered was chosen: those that are free now are offered again."""
    now = core.clock()
    times = await read(core, lambda view: other_times(view, visit, {}, now))
    return await _again(core, visit, sent, form, Obstacle("problems", times=times, problems=[_NO_TIME]))


async def _again(
    core: Core, visit: Visit, sent: Sent, form: PageForm | None, obstacle: Obstacle | None
) -> Response[str]:
    key = form.key if form else None

    def show(view: Reading) -> Response[str]:
        if visit.waits:
            return wait_page(core, visit, sent, obstacle, key)
        return details_page(core, view, visit, sent, obstacle, key)

    return await read(core, show, is_short=False)
