"""What people said to the bot, told or erased for one of them: `python -m bot.people`.

The Bookings API has a command of its own for what it keeps (`bookings person`); `make export` and
`make erase` call both.
"""
