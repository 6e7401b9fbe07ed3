"""What Alembic runs: the steps, on the connection that the project has already opened, in its transaction."""

from alembic import context

from reportedly.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
