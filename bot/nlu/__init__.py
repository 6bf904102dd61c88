"""Rasa's understanding of a message: thin components around pure functions.

The pure ones (`contact_details`, `person_names`, `numbers`, `ordinals`, `overlaps`, `masks`) know
nothing of Rasa. An entity is a dict as Rasa keeps it: `entity`, `start`, `end`, `text`, `value` and what
the kind adds.
"""
