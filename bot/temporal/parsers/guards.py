"""What the neighbours of a bare number say about it: an hour, or a count, price, place or name."""

from __future__ import annotations

from bot.temporal.context import Context

_TEMPORAL = (
    "month", "weekday", "dayword", "tonight", "part", "which", "meridiem", "oclock", "ish", "to", "or", "at",
    "open", "and", "dash", "from", "open_tail", "offset", "correction", "not",
)  # fmt: skip


def labelled(ctx: Context, i: int) -> bool:
    """A number after a label ("room 5", "$5") or in the tail of a code ("ABC-12")."""
    if ctx.tag(i - 1, "label"):
        return True
    if not ctx.glued(i):
        return False
    before = ctx.tokens[i - 1]
    if before.norm.isalpha():
        return not before.tags
    if before.norm in ("/", ".") and ctx.glued(i - 1) and ctx.digits(i - 2):
        return True
    return before.norm in ("_", "*", "=") or (
        before.norm in ("-", "/", ".") and ctx.glued(i - 1) and _code(ctx, i - 2)
    )


def _code(ctx: Context, i: int) -> bool:
    return i >= 0 and ctx.tokens[i].num is None and ctx.norm(i).isalpha() and not ctx.tokens[i].tags


def prompted(ctx: Context, i: int) -> bool:
    """The word before says that an hour follows ("at 5", "after 5", "until 5")."""
    return any(ctx.tag(i - 1, tag) is not None for tag in ("at", "open", "part"))


def counted(ctx: Context, j: int, strong: bool) -> bool:
    """What follows a number makes it a count, a price or an address.

    With `strong` (after "at") only a known noun, a capitalised word or a street does.
    """
    if j >= len(ctx.tokens):
        return False
    token = ctx.tokens[j]
    if token.get("noun") or token.norm == "%":
        return True
    if token.glued and token.norm in (":", "/", ".", "-", ",") and ctx.glued(j + 1) and ctx.digits(j + 1):
        return token.norm != "-"
    if not token.norm[0].isalnum():
        return False
    if any(tag in token.tags for tag in _TEMPORAL) or token.get("word"):
        return False
    if token.num is not None:
        address = ctx.tag(j + 1, "noun") or (ctx.tag(j + 1, "suffix") and ctx.tag(j + 2, "noun"))
        return bool(address) or ctx.digits(j) > 2 or not strong
    if ctx.tag(j + 1, "noun") or ctx.tag(j + 2, "noun") and ctx.capital(j):
        return True
    return ctx.capital(j) or not strong
