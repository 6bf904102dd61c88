"""Alembic's entry: the connection and its transaction come from `bookings.storage.migrate`."""

from alembic import context

from bookings.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
context.run_migrations()
