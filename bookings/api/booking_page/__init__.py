"""The public booking page: for people who book without a program. Routes are in `routes.booking_page`."""
