"""django-appointment's side of `bench_django.py`: runs in an environment of its own, where Django is.

    python django_side.py FOLDER STAFF BOOKINGS

Makes the same practice in SQLite, says what the free starts of a day are, and then for each number that it
reads finds them again so many times, and says how many seconds of processor time that took.
"""

# mypy: ignore-errors

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from pathlib import Path

import django
from django.conf import settings

FOLDER, STAFF, BOOKINGS = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FOLDER / "django.db")}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "appointment",
    ],
    USE_TZ=True,
    TIME_ZONE="UTC",
    SECRET_KEY="only for a benchmark",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from appointment.models import Appointment, AppointmentRequest, Config, Service, StaffMember, WorkingHours  # noqa: E402
from appointment.services import get_available_slots_for_staff  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402


def make() -> tuple[list[StaffMember], Service]:
    call_command("migrate", verbosity=0, run_syncdb=True)
    Config.objects.create(
        slot_duration=15, lead_time=dt.time(9), finish_time=dt.time(18), appointment_buffer_time=0
    )
    service = Service.objects.create(name="Half an hour", duration=dt.timedelta(minutes=30), price=0)
    users = get_user_model().objects.bulk_create(
        get_user_model()(username=f"staff{number}") for number in range(STAFF + 1)
    )
    staff = []
    for user in users[:STAFF]:
        member = StaffMember.objects.create(user=user, slot_gap_time=10)
        member.services_offered.add(service)
        WorkingHours.objects.bulk_create(
            WorkingHours(staff_member=member, day_of_week=day, start_time=dt.time(9), end_time=dt.time(18))
            for day in range(7)
        )
        staff.append(member)
    book(staff, service, users[-1])
    return staff, service


def book(staff: list[StaffMember], service: Service, client: object) -> None:
    """Eight half hours a day with each, from the day that is asked about on."""
    requests = []
    for number in range(BOOKINGS):
        day, rest = divmod(number, 8 * len(staff))
        who, hour = divmod(rest, 8)
        requests.append(
            AppointmentRequest(
                date=DAY + dt.timedelta(days=day),
                start_time=dt.time(9 + hour),
                end_time=dt.time(9 + hour, 30),
                service=service,
                staff_member=staff[who],
            )
        )
    AppointmentRequest.objects.bulk_create(requests)
    Appointment.objects.bulk_create(
        Appointment(client=client, appointment_request=request, amount_to_pay=0, id_request=str(number))
        for number, request in enumerate(requests)
    )


def next_tuesday() -> dt.date:
    """In a month or so: what has passed is not offered."""
    in_a_month = dt.datetime.now(dt.timezone.utc).date() + dt.timedelta(days=30)
    return in_a_month + dt.timedelta(days=(1 - in_a_month.weekday()) % 7)


DAY = next_tuesday()


def find(staff: list[StaffMember], service: Service) -> dict[int, list[dt.datetime]]:
    weekday = (DAY.weekday() + 1) % 7
    return {
        number: get_available_slots_for_staff(DAY, member, weekday, service)
        for number, member in enumerate(staff)
    }


def main() -> None:
    staff, service = make()
    starts = {number: [f"{slot:%H:%M}" for slot in slots] for number, slots in find(staff, service).items()}
    print(json.dumps(starts), flush=True)
    for line in sys.stdin:
        began = time.process_time()
        for _ in range(int(line)):
            find(staff, service)
        print(time.process_time() - began, flush=True)


if __name__ == "__main__":
    main()
