"""How Rasa is run here: the launcher (`python -m bot.runtime`), the action server and the mends to Rasa.

`rasa run`, `rasa shell` and `rasa train` also work without it, then without the mends.
"""
