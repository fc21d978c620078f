"""Runs migrations on the connection that `storage.schema` hands over."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from storage.models import ExactDecimal  # and with it every table


def _render(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write migrations in SQLAlchemy's own types, so that old ones outlive changes of SQLModel."""
    if kind == "type" and isinstance(item, AutoString | ExactDecimal):
        return "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
