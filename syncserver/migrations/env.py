"""What Alembic runs for every migration: on the connection it is given, in one transaction."""

from alembic import context

from syncserver.migrations.catalogue import all_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_tables(),
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
