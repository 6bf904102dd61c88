"""SMS and WhatsApp over Twilio: choices as numbered lists. See docs/messaging.md."""

from bot.channels.twilio.channel import TwilioChannel

__all__ = ["TwilioChannel"]
