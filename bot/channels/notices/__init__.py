"""Messages of the bot's own accord: reminders and offers of the waitlist, where the person booked."""

from bot.channels.notices.channel import NoticesChannel

__all__ = ["NoticesChannel"]
