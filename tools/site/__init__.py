"""The documentation site: how it is built, and whether what was built is right."""
