"""A copy of the store before its schema changes."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from kbminer.errors import StoreError
from kbminer.private_files import make_private_file

_log = logging.getLogger(__name__)


def back_up(connection: Connection, version: int) -> Path | None:
    """Copy an SQLite store beside itself, as ``NAME.schema-VERSION.bak``; an older copy of that name stays.

    A store in memory needs none. One on a database server gets none here: the steps that follow are one
    transaction, and copies are its keeper's.

    Returns
    -------
    Path or None
        The copy; ``None`` where none was made.

    Raises
    ------
    StoreError
        The copy can't be written; nothing has been changed then.
    """
    if connection.dialect.name != "sqlite":
        return None
    file = connection.exec_driver_sql("PRAGMA database_list").first()
    if file is None or not file[2]:
        return None
    copy = Path(f"{file[2]}.schema-{version}.bak")
    if copy.exists():
        return copy
    beside = copy.with_name(f"{copy.name}.part")
    try:
        beside.unlink(missing_ok=True)
        make_private_file(beside)
        connection.exec_driver_sql("VACUUM INTO ?", (str(beside),))
        beside.replace(copy)
    except (OSError, DBAPIError, StoreError) as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise StoreError(
            f"The store {file[2]} is of an older kbminer and no copy of it could be made beside it before "
            f"it is brought up to date ({reason}); make room there, or copy it yourself to {copy}."
        ) from error
    _log.info("store copied before its schema changes", extra={"copy": str(copy)})
    return copy
