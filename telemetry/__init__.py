"""What every program tells of itself: logs without personal data, and which message each line belongs to.

Used by the programs of both environments, so it needs nothing but the standard library of
Python 3.10; what a setting turns on is imported then.
"""
