"""Staff, services and booking links by their names, as the Bookings API tells them."""

from bot.catalogue.index import BOOKING_LINK, SERVICE, STAFF, Entry
from bot.catalogue.matcher import Match, Matcher

__all__ = ["BOOKING_LINK", "SERVICE", "STAFF", "Entry", "Match", "Matcher"]
