"""Tells others what happens: signed HTTP requests after Standard Webhooks."""
