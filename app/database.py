"""The journal on disk: rows that are there whole once `put` has returned, each with its own checksum.

One connection holds the file exclusively, so that no second writer exists.  WAL with synchronous=FULL: a commit that
has returned outlives a power cut.  SQLite's own check overlooks changed row contents, therefore the checksums.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

import apsw

from app import saved
from engine.api.errors import DiskFull

TABLES = ("jobs", "clips", "downloads", "used")
_COLUMNS = "id TEXT PRIMARY KEY, place REAL NOT NULL, body BLOB NOT NULL, hash BLOB NOT NULL"
_SCHEMA = (
    *(f"CREATE TABLE IF NOT EXISTS {table}({_COLUMNS})" for table in TABLES),
    "CREATE TABLE IF NOT EXISTS damaged(source TEXT, id TEXT, place, body BLOB, hash BLOB)",
)


class Database:
    """Opens the file, mends what can be mended, and keeps a copy of the last good state beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.backup = path.with_name(path.name + ".bak")
        self.messages: list[str] = []  # what was found damaged, in sentences for the person
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = self._open()
        self._set_damaged_rows_aside()
        self._copy()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """What is put and removed inside is committed as one; raises DiskFull."""
        with _full_disk_in_words():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:  # not after a full disk, where SQLite has rolled back by itself
                    self._connection.execute("ROLLBACK")

    def put(self, table: str, id: str, place: float, body: bytes) -> None:
        """Write a row or replace it; it is safe on the disk when this returns (when the outermost `together` ends).

        Raises DiskFull; nothing has changed then.
        """
        assert table in TABLES, table
        with _full_disk_in_words():
            self._connection.execute(
                f"INSERT INTO {table} VALUES(?,?,?,?) "
                "ON CONFLICT(id) DO UPDATE SET place=excluded.place, body=excluded.body, hash=excluded.hash",
                (id, place, body, _hash(id, place, body)),
            )

    def remove(self, table: str, id: str) -> None:
        """Take a row out; nothing happens if it is not there.  Raises DiskFull; nothing has changed then."""
        assert table in TABLES, table
        with _full_disk_in_words():
            self._connection.execute(f"DELETE FROM {table} WHERE id=?", (id,))

    def rows(self, table: str) -> list[tuple[str, float, bytes]]:
        """Every row as (id, place, body), in order of place."""
        assert table in TABLES, table
        return list(self._connection.execute(f"SELECT id, place, body FROM {table} ORDER BY place, rowid"))

    def _open(self) -> apsw.Connection:
        with contextlib.suppress(apsw.NotADBError, apsw.CorruptError):
            return _connect(self.path)
        aside = saved.set_aside(self.path)
        for rest in ("-wal", "-shm"):
            self.path.with_name(self.path.name + rest).unlink(missing_ok=True)
        self.messages.append(f"The job list could not be read; the damaged file is kept as {aside.name}.")
        if self.backup.exists():
            with contextlib.suppress(apsw.NotADBError, apsw.CorruptError):
                return self._restored()
            self.path.unlink(missing_ok=True)
        return _connect(self.path)

    def _restored(self) -> apsw.Connection:
        self.path.write_bytes(self.backup.read_bytes())
        connection = _connect(self.path)
        self.messages.append("The job list of the last start was restored from its copy.")
        return connection

    def set_aside(self, table: str, id: str) -> None:
        """Move a row that cannot be used to the damaged ones and say so."""
        for (row,) in self._connection.execute(f"SELECT rowid FROM {table} WHERE id=?", (id,)).fetchall():
            self._set_row_aside(table, row)

    def _set_row_aside(self, table: str, row: apsw.SQLiteValue) -> None:
        with self._connection:
            self._connection.execute(f"INSERT INTO damaged SELECT '{table}', * FROM {table} WHERE rowid=?", (row,))
            self._connection.execute(f"DELETE FROM {table} WHERE rowid=?", (row,))
        self.messages.append(f"1 row in the list of {table} was damaged and is set aside; the rest is whole.")

    def _set_damaged_rows_aside(self) -> None:
        for table in TABLES:
            found = self._connection.execute(f"SELECT rowid, id, place, body, hash FROM {table}").fetchall()
            for row, id, place, body, check in found:
                if not _whole(id, place, body, check):
                    self._set_row_aside(table, row)

    def _copy(self) -> None:
        """Renew the copy; where there is no room for it the former one stays, and Kinora starts all the same."""
        fresh = self.backup.with_name(self.backup.name + ".part")
        try:
            fresh.unlink(missing_ok=True)
            with (
                contextlib.closing(apsw.Connection(str(fresh))) as target,
                target.backup("main", self._connection, "main") as copying,
            ):
                while not copying.done:
                    copying.step(1000)
            fresh.replace(self.backup)
        except (apsw.Error, OSError) as refused:
            self.messages.append(f"The copy of the job list could not be renewed: {refused}")
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)


@contextlib.contextmanager
def _full_disk_in_words() -> Iterator[None]:
    try:
        yield
    except apsw.FullError as full:
        raise DiskFull(
            "The disk is full",
            why="The job list could not be saved.",
            done="The list is as it was before.",
            do=("Free some space and try again.",),
            detail=str(full),
        ) from full


def _connect(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    try:
        for pragma in ("locking_mode=exclusive", "journal_mode=wal", "synchronous=full"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
            raise apsw.CorruptError("quick_check")
        for statement in _SCHEMA:
            connection.execute(statement)
    except apsw.Error:
        connection.close()
        raise
    return connection


def _hash(id: str, place: float, body: bytes) -> bytes:
    return hashlib.sha256(f"{id}\0{float(place)!r}\0".encode() + body).digest()


def _whole(id: object, place: object, body: object, check: object) -> bool:
    if not (isinstance(id, str) and isinstance(place, float) and isinstance(body, bytes)):
        return False
    return _hash(id, place, body) == check
