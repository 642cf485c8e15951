"""The journal's file: rows whole or set aside, never wrong."""

from __future__ import annotations

import subprocess
import sys

import apsw
import pytest

from app.database import Database
from app.journal import Journal
from engine.api.errors import DiskFull


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kinora.db"


def filled(path):
    database = Database(path)
    for number in range(3):
        database.put("jobs", f"j{number}", float(number), f"body {number}".encode())
    database.close()


def spoil(path, statement):
    connection = apsw.Connection(str(path))
    connection.execute(statement)
    connection.close()


def test_what_was_put_is_there_in_order_after_reopening(path):
    filled(path)
    database = Database(path)
    database.put("jobs", "j1", 9.0, b"new")
    assert [(id, body) for id, _, body in database.rows("jobs")] == [
        ("j0", b"body 0"),
        ("j2", b"body 2"),
        ("j1", b"new"),
    ]
    assert database.messages == []
    database.close()


def test_it_is_durable_and_has_one_writer(path):
    database = Database(path)
    modes = [
        database._connection.execute(f"PRAGMA {name}").fetchall()[0][0]
        for name in ("journal_mode", "synchronous", "locking_mode")
    ]
    assert modes == ["wal", 2, "exclusive"]
    database.put("jobs", "a", 1.0, b"x")
    with pytest.raises(apsw.BusyError):
        spoil(path, "DELETE FROM jobs")
    database.close()


@pytest.mark.parametrize("change", ["body=x'00'", "place=7.0", "id='other'", "hash=x''", "body='text'"])
def test_a_row_that_was_changed_behind_our_back_is_set_aside_and_the_rest_lives(path, change):
    filled(path)
    spoil(path, f"UPDATE jobs SET {change} WHERE id='j1'")
    database = Database(path)
    assert [id for id, _, _ in database.rows("jobs")] == ["j0", "j2"]
    assert len(database.messages) == 1
    assert "1 row" in database.messages[0]
    kept = database._connection.execute("SELECT count(*) FROM damaged").fetchall()
    assert kept == [(1,)]
    database.close()
    again = Database(path)
    assert again.messages == []
    again.close()


def test_a_whole_row_that_no_one_understands_is_set_aside_too(path):
    database = Database(path)
    database.put("jobs", "odd", 1.0, b'{"id": "odd", "colour": "green"}')
    assert list(Journal(database)) == []
    assert (database.rows("jobs"), len(database.messages)) == ([], 1)
    database.close()


def test_a_full_disk_is_said_in_words_and_loses_nothing(path):
    database = Database(path)
    database.put("jobs", "a", 1.0, b"old")
    pages = database._connection.execute("PRAGMA page_count").fetchall()[0][0]
    database._connection.execute(f"PRAGMA max_page_count={pages}").fetchall()
    for _ in range(2):
        with pytest.raises(DiskFull, match="disk is full"):
            database.put("jobs", "a", 1.0, b"x" * 100_000)
    with pytest.raises(DiskFull), database.together():
        database.put("jobs", "b", 1.0, b"small")
        database.put("jobs", "c", 1.0, b"x" * 100_000)
    assert [(id, body) for id, _, body in database.rows("jobs")] == [("a", b"old")]
    database.close()


def test_taking_a_row_out_of_a_full_disk_is_said_in_words_too(path):
    database = Database(path)
    database.put("jobs", "a", 1.0, b"x" * 10_000)
    database._connection.execute("CREATE TEMP TRIGGER full BEFORE DELETE ON jobs BEGIN SELECT no_room(); END")
    database._connection.create_scalar_function("no_room", no_room)
    with pytest.raises(DiskFull):
        database.remove("jobs", "a")
    assert [id for id, _, _ in database.rows("jobs")] == ["a"]
    database.close()


def no_room(*_):
    raise apsw.FullError("no room")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit on files")
def test_without_room_for_the_copy_it_opens_and_keeps_the_former_copy(path):
    filled(path)
    former = path.with_name(path.name + ".bak").read_bytes()
    script = (
        "import resource, signal, sys; from pathlib import Path; from app.database import Database\n"
        "path = Path(sys.argv[1]); signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n"
        "database = Database(path); print(len(database.rows('jobs')), database.messages)"
    )
    told = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("3 ['The copy of the job list could not be renewed")
    assert path.with_name(path.name + ".bak").read_bytes() == former
    assert not path.with_name(path.name + ".bak.part").exists()


def test_together_is_all_or_nothing(path):
    database = Database(path)
    with pytest.raises(ZeroDivisionError), database.together():
        database.put("jobs", "a", 1.0, b"x")
        database.put("clips", "a", 1.0, b"x")
        raise ZeroDivisionError
    assert (database.rows("jobs"), database.rows("clips")) == ([], [])
    database.close()


def test_each_start_leaves_a_whole_copy_beside_the_file(path):
    filled(path)
    Database(path).close()
    copy = Database(path.with_name("kinora.db.bak"))
    assert [id for id, _, _ in copy.rows("jobs")] == ["j0", "j1", "j2"]
    copy.close()


def test_a_file_that_is_no_database_is_kept_and_the_copy_takes_its_place(path):
    filled(path)
    Database(path).close()
    path.write_bytes(b"this is no database at all" * 100)
    database = Database(path)
    assert [id for id, _, _ in database.rows("jobs")] == ["j0", "j1", "j2"]
    assert len(database.messages) == 2
    assert any(file.name.startswith("kinora.bad-") for file in path.parent.iterdir())
    database.close()


def test_without_a_copy_it_begins_empty_and_says_so(path):
    path.write_bytes(b"this is no database at all" * 100)
    database = Database(path)
    assert database.rows("jobs") == []
    assert len(database.messages) == 1
    database.close()
