"""One use case per module. What they need from outside comes in through `ports`."""
