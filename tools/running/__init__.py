"""Starting, watching and stopping the project's programs: what `make run` and `make shell` share."""
