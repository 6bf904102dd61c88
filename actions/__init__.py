"""What runs in the action server. `rasa run actions` imports the handlers through this package."""
