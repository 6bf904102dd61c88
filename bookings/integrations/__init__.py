"""What the world outside is told: each integration offers a `services.messages.Plug`."""
