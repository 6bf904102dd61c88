"""Calendars at Google, Microsoft and CalDAV servers: `services.calendars.ports` on the wire."""
