"""Where bookings are kept: tables, migrations, queries, the unit of work."""
