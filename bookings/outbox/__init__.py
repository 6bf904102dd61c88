"""The worker: turns events into messages, delivers them, tries again, puts aside. See docs/outbox.md."""
