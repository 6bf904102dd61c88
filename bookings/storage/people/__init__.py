"""One person's data in the tables: found, told, erased. See docs/data-protection.md."""
