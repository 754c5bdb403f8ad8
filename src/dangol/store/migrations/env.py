"""What Alembic runs: the migrations, on the connection that `dangol.store.migrate` hands over."""

from alembic import context

from dangol.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
