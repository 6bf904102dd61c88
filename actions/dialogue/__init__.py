"""What the bot decides, as pure functions: the conversation's state in, a decision out.

No I/O, no clock, no Rasa: `actions.handlers` gathers the facts and emits what is decided here.
"""
