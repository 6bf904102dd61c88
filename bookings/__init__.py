"""The Bookings API and the engine behind it."""
