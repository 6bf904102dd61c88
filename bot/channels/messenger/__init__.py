"""Facebook Messenger: a page's conversations, with quick replies. See docs/messaging.md."""

from bot.channels.messenger.channel import MessengerChannel

__all__ = ["MessengerChannel"]
