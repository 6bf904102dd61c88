"""The action server's classes: thin; they gather facts, let `actions.dialogue` decide, and emit events."""
