"""The rules of booking: pure, standard library only; no I/O, no clock, no randomness."""
