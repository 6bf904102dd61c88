"""The waitlist's part of the worker: offers what becomes free to who waits for it."""
