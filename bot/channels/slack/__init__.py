"""Slack: direct messages, mentions and threads; Block Kit buttons and date pickers. See docs/slack.md."""

from bot.channels.slack.channel import SlackChannel

__all__ = ["SlackChannel"]
