"""What runs in the action server."""
