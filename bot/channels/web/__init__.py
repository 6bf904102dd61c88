"""The chat widget's channel: signed sessions, messages by fetch, answers as server-sent events."""
