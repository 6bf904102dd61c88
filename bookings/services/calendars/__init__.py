"""Calendars of the staff: bookings go in, busy ranges come out."""
