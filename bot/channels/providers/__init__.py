"""What the channels of messaging providers share.

Each of them gets signed webhooks, answers 200 at once and works in the background, and sends the bot's
words through the provider's API.
"""
