"""Telegram: private chats with inline keyboards. See docs/messaging.md."""

from bot.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
