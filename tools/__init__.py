"""What the Makefile calls: set-up, training, running, testing, checking.

Needs nothing but the standard library of some Python >= 3.10, because it runs before there is an environment.
`python -m tools` lists the commands.
"""
