"""Backups: everything of one business as JSON Lines, and the way back (docs/backup.md has the format).

`scope` says which rows belong to a business, `lines` reads and writes the file's lines, `export` and
`load` move rows between the two, `upgrade` takes an export of an older program along.
"""
