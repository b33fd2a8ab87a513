"""Row-level security on what devices read, and the buckets of a record in a form that it can ask for."""

import msgspec
import sqlalchemy as sa
from alembic import op

from syncserver.database.walls import as_places, build_wall

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_AT_ONCE = 5_000


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    op.add_column("record_body", sa.Column("places", sa.Text(), nullable=False, server_default="{}"))
    _rewrite_buckets(op.get_bind())
    op.drop_column("record_body", "buckets")
    for table in ("bucket", "feed", "record_body"):
        build_wall(op.get_bind(), table)


def _rewrite_buckets(connection: sa.Connection) -> None:
    """From MessagePack to the text, some thousand records at a time."""
    body = sa.table("record_body", *map(sa.column, ("kind", "id", "buckets", "places")))
    wanted = sa.select(body.c.kind, body.c.id, body.c.buckets)
    rows = connection.execute(wanted).all()
    change = (
        sa.update(body)
        .where(body.c.kind == sa.bindparam("k"), body.c.id == sa.bindparam("i"))
        .values(places=sa.bindparam("p"))
    )
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        values = [
            {"k": row.kind, "i": row.id, "p": as_places(msgspec.msgpack.decode(row.buckets, type=list[int]))}
            for row in part
        ]
        connection.execute(change, values)
