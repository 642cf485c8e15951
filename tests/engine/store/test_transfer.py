"""Only right bytes get the name of a model file, whatever goes wrong on the way."""

from __future__ import annotations

import hashlib
import random
import threading
import time

import pytest

from engine.api.errors import (
    Cancelled,
    DiskFull,
    DownloadInterrupted,
    DownloadRefused,
    EngineError,
    NotTheServer,
    Offline,
    WrongBytes,
)
from engine.store.offline import Network, redirected
from engine.store.transfer import fetch
from engine.store.verify import Memory
from engine.store.wanted import MIB, Address, Rules, Wanted
from tests.engine.store.faulty import FAULTS, made, serving, wait_for

CHUNK = 16 * 1024
DATA = made(10 * CHUNK + 123)
SIZE = len(DATA)
SHA = hashlib.sha256(DATA).hexdigest()
RULES = Rules(
    chunk=CHUNK, least_rate=2000, window=0.4, tries=6, patience=5.0, first_wait=0.01, longest_wait=0.5, margin=0
)
PIECES = tuple(hashlib.sha256(DATA[at : at + CHUNK]).hexdigest() for at in range(0, SIZE, CHUNK))


def network(offline=False):
    return Network(lambda: offline, proxies={})


def wanted(*servers, sha256=SHA, size=SIZE, chunks=()):
    return Wanted(tuple(Address(s.url) for s in servers), size, sha256, chunks=chunks)


def left_over(folder):
    return sorted(path.name for path in folder.iterdir())


def stop_after(server, size):
    return lambda: server.sent >= size


@pytest.mark.parametrize("fault", ["ok", *FAULTS])
def test_one_fault_is_overcome_and_nothing_else_is_left(fault, tmp_path):
    with serving(DATA, fault) as server, serving(DATA) as mirror:
        server.other = mirror.url
        arrived = fetch(wanted(server, mirror), tmp_path / "m.safetensors", network(), RULES)
    assert (tmp_path / "m.safetensors").read_bytes() == DATA
    assert (arrived.sha256, arrived.proven) == (SHA, True)
    assert left_over(tmp_path) == ["m.safetensors"]


@pytest.mark.parametrize("fault", [f for f in FAULTS if f not in ("longer", "sent_on")])
def test_one_server_alone_that_fails_once_in_the_middle_is_enough(fault, tmp_path):
    with serving(DATA, "cut", fault) as server:
        arrived = fetch(wanted(server), tmp_path / "m", network(), RULES)
    assert (tmp_path / "m").read_bytes() == DATA
    if fault not in ("flip", "changed", "short"):
        assert arrived.fetched <= SIZE + CHUNK


def test_a_flipped_bit_costs_one_piece_where_the_pieces_are_known(tmp_path):
    with serving(DATA, "flip") as server:
        arrived = fetch(wanted(server, chunks=PIECES), tmp_path / "m", network(), RULES)
    assert arrived.fetched <= SIZE + CHUNK
    assert (tmp_path / "m").read_bytes() == DATA


def test_bytes_that_are_always_wrong_are_never_accepted(tmp_path):
    with serving(DATA, forever="flip") as server, pytest.raises(WrongBytes) as wrong:
        fetch(wanted(server), tmp_path / "m", network(), RULES)
    assert wrong.value.code == "DL-002"
    assert left_over(tmp_path) == []


def test_another_file_of_the_same_length_is_never_accepted(tmp_path):
    with serving(made(SIZE, 2)) as server, pytest.raises(WrongBytes):
        fetch(wanted(server), tmp_path / "m", network(), RULES)
    assert server.sent <= 2 * SIZE
    assert left_over(tmp_path) == []


def test_one_piece_that_is_always_wrong_keeps_the_others(tmp_path):
    other = bytearray(DATA)
    other[3 * CHUNK] ^= 1
    with serving(bytes(other)) as server, pytest.raises(WrongBytes) as wrong:
        fetch(wanted(server, chunks=PIECES), tmp_path / "m", network(), RULES)
    assert "Piece 4 " in wrong.value.why
    with serving(DATA) as server:
        arrived = fetch(wanted(server, chunks=PIECES), tmp_path / "m", network(), RULES)
    assert arrived.fetched == CHUNK


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("page", NotTheServer),
        ("page_as_bytes", NotTheServer),
        ("circle", NotTheServer),
        ("404", DownloadRefused),
        ("expired", DownloadRefused),
        ("cut_at_once", DownloadInterrupted),
        ("503", DownloadInterrupted),
        ("429", DownloadInterrupted),
        ("packed", DownloadInterrupted),
        ("drip", DownloadInterrupted),
        ("longer", WrongBytes),
    ],
)
def test_a_fault_that_never_ends_is_told_in_words_and_leaves_nothing_wrong(fault, kind, tmp_path):
    began = time.monotonic()
    with serving(DATA, forever=fault) as server, pytest.raises(EngineError) as told:
        fetch(wanted(server), tmp_path / "m", network(), RULES)
    assert type(told.value) is kind
    assert all((told.value.title, told.value.why, told.value.done, told.value.do))
    assert len(told.value.title) <= 60
    assert not (tmp_path / "m").exists()
    assert "m.part.lock" not in left_over(tmp_path)
    assert time.monotonic() - began < RULES.patience + 2


def test_a_cancelled_download_goes_on_where_it_was(tmp_path):
    with serving(DATA, pause=0.002) as server:
        with pytest.raises(Cancelled):
            fetch(wanted(server), tmp_path / "m", network(), RULES, stop_after(server, 5 * CHUNK))
        assert not (tmp_path / "m").exists()
        arrived = fetch(wanted(server), tmp_path / "m", network(), RULES)
    assert (tmp_path / "m").read_bytes() == DATA
    assert arrived.fetched < SIZE - 3 * CHUNK
    assert not server.asked[1].startswith("bytes=0-")


def test_a_stop_is_heard_while_the_server_is_silent(tmp_path):
    with serving(DATA, forever="silent") as server:
        began = time.monotonic()
        with pytest.raises(Cancelled):
            fetch(wanted(server), tmp_path / "m", network(), Rules(), lambda: bool(server.asked))
    assert time.monotonic() - began < 2


def test_bytes_that_changed_on_the_disk_meanwhile_come_again_alone(tmp_path):
    with serving(DATA, pause=0.002) as server:
        with pytest.raises(Cancelled):
            fetch(wanted(server), tmp_path / "m", network(), RULES, stop_after(server, 6 * CHUNK))
        with (tmp_path / "m.part").open("r+b") as file:
            file.seek(CHUNK + 5)
            file.write(b"lost in a power cut")
        before = server.sent
        fetch(wanted(server), tmp_path / "m", network(), RULES)
    assert (tmp_path / "m").read_bytes() == DATA
    assert server.sent - before < SIZE - 2 * CHUNK


def stopped_inside_a_piece(server, target):
    """A download that was stopped where a piece is begun and not ended."""
    seen = []

    def inside():
        return bool(seen) and seen[-1].done > 3 * CHUNK and seen[-1].done % CHUNK > CHUNK // 4

    with pytest.raises(Cancelled):
        fetch(wanted(server), target, network(), RULES, inside, seen.append)
    return seen[-1].done


def test_a_stop_inside_a_piece_wastes_nothing(tmp_path):
    with serving(DATA, pause=0.002) as server:
        done = stopped_inside_a_piece(server, tmp_path / "m")
        arrived = fetch(wanted(server), tmp_path / "m", network(), RULES)
    assert arrived.fetched == SIZE - done
    assert server.asked[1] == f"bytes={done}-{SIZE - 1}"


def test_the_begun_piece_alone_comes_again_when_its_bytes_were_lost(tmp_path):
    with serving(DATA, pause=0.002) as server:
        done = stopped_inside_a_piece(server, tmp_path / "m")
        with (tmp_path / "m.part").open("r+b") as file:
            file.seek(done - 2)
            file.write(b"??")
        arrived = fetch(wanted(server), tmp_path / "m", network(), RULES)
    assert (tmp_path / "m").read_bytes() == DATA
    assert arrived.fetched == SIZE - done // CHUNK * CHUNK


def test_a_line_torn_by_a_kill_does_not_spoil_those_that_follow(tmp_path):
    with serving(DATA, pause=0.002) as server:
        for pieces in (3, 6):
            target = tmp_path / "m"
            with pytest.raises(Cancelled):
                fetch(wanted(server), target, network(), RULES, stop_after(server, pieces * CHUNK))
            with (tmp_path / "m.part.notes").open("ab") as notes:
                notes.write(b'{"piece": 5, "byt')
        arrived = fetch(wanted(server), tmp_path / "m", network(), RULES)
    assert (tmp_path / "m").read_bytes() == DATA
    assert arrived.fetched <= SIZE - 4 * CHUNK


def test_notes_that_are_torn_or_of_another_file_do_no_harm(tmp_path):
    for notes in (b"", b"{", b'{"size": 5, "sha256": "x", "chunk": 1}\n', b"[]\n", b'{"piece": 0}\n', b"\xff\n"):
        (tmp_path / "m.part").write_bytes(b"rubbish" * 1000)
        (tmp_path / "m.part.notes").write_bytes(notes)
        with serving(DATA) as server:
            fetch(wanted(server), tmp_path / "m", network(), RULES)
        assert (tmp_path / "m").read_bytes() == DATA
        (tmp_path / "m").unlink()


def test_a_damaged_finished_file_is_repaired_by_its_bad_pieces_only(tmp_path):
    memory, target = Memory(tmp_path / "memory" / "m.db"), tmp_path / "models" / "m"
    with serving(DATA) as server:
        fetch(wanted(server), target, network(), RULES, memory=memory)
        with target.open("r+b") as file:
            file.seek(7 * CHUNK)
            file.write(b"rotten")
        arrived = fetch(wanted(server), target, network(), RULES, memory=memory)
    memory.close()
    assert target.read_bytes() == DATA
    assert arrived.fetched == CHUNK
    assert left_over(target.parent) == ["m"]


def test_a_file_that_is_here_is_not_fetched_again(tmp_path):
    (tmp_path / "m").write_bytes(DATA)
    assert fetch(wanted(), tmp_path / "m", network(offline=True), RULES).fetched == 0


def test_a_file_cut_short_by_another_program_is_completed(tmp_path):
    (tmp_path / "m").write_bytes(DATA[: 6 * CHUNK + 5])
    with serving(DATA) as server:
        arrived = fetch(wanted(server), tmp_path / "m", network(), RULES)
    assert (tmp_path / "m").read_bytes() == DATA
    assert arrived.fetched == SIZE - 6 * CHUNK


def test_a_disk_without_room_is_told_before_anything_is_fetched(tmp_path):
    rules = Rules(chunk=CHUNK, margin=MIB, free=lambda _: SIZE + MIB - 1)
    with serving(DATA) as server, pytest.raises(DiskFull):
        fetch(wanted(server), tmp_path / "m", network(), rules)
    assert server.sent == 0


def test_a_disk_that_fills_up_meanwhile_stops_the_download_and_keeps_what_has_come(tmp_path):
    rooms = iter([10 * MIB, 10 * MIB, 10 * MIB])
    rules = Rules(chunk=CHUNK, margin=MIB, look_every=2 * CHUNK, free=lambda _: next(rooms, 5))
    with serving(DATA, pause=0.002) as server:
        with pytest.raises(DiskFull) as full:
            fetch(wanted(server), tmp_path / "m", network(), rules)
        assert "goes on" in full.value.done
        before = server.sent
        arrived = fetch(wanted(server), tmp_path / "m", network(), RULES)
    assert arrived.fetched <= SIZE - 4 * CHUNK
    assert before > 0


def test_the_token_goes_to_its_own_host_only(tmp_path):
    with serving(DATA) as there, serving(DATA, "sent_on") as here:
        here.other = there.url
        want = Wanted((Address(here.url, "secret"),), SIZE, SHA)
        fetch(want, tmp_path / "m", network(), RULES)
        assert here.tokens == ["Bearer secret"]
        assert there.tokens == [None]
        assert "secret" not in repr(want)


@pytest.mark.parametrize("place", ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:,x"])
def test_a_redirect_out_of_the_web_is_not_followed(place, tmp_path):
    with serving(DATA, forever="sent_on") as server, pytest.raises(NotTheServer):
        server.other = place
        fetch(wanted(server), tmp_path / "m", network(), RULES)


@pytest.mark.parametrize("place", ["http://a.example/x", "file:///x", "ftp://a.example/x", "javascript:x"])
def test_a_redirect_never_gives_up_encryption(place):
    for begin in ("https:", "http:" if not place.startswith("http:") else "https:"):
        with pytest.raises(NotTheServer):
            redirected(f"{begin}//a.example/m", place)
    assert redirected("https://a.example/b/m", "../c?d") == "https://a.example/c?d"
    assert redirected("http://127.0.0.1/m", "https://a.example/x") == "https://a.example/x"


def test_the_offline_switch_is_obeyed(tmp_path):
    with serving(DATA) as server, pytest.raises(Offline):
        fetch(wanted(server), tmp_path / "m", network(offline=True), RULES)
    assert server.asked == []
    assert left_over(tmp_path) == []


def test_a_file_of_unknown_length_and_hash_is_fetched_but_not_called_proven(tmp_path):
    with serving(DATA, "cut") as server:
        arrived = fetch(wanted(server, sha256="", size=0), tmp_path / "m", network(), RULES)
    assert (tmp_path / "m").read_bytes() == DATA
    assert (arrived.proven, arrived.sha256) == (False, SHA)


def test_a_file_that_becomes_another_one_meanwhile_is_never_a_mixture_of_both(tmp_path):
    other, want = made(SIZE, 2), {"sha256": "", "size": 0}
    with serving(DATA, pause=0.002) as server:
        with pytest.raises(Cancelled):
            fetch(wanted(server, **want), tmp_path / "m", network(), RULES, stop_after(server, 5 * CHUNK))
        server.data, server.forever = other, "changed"
        fetch(wanted(server, **want), tmp_path / "m", network(), RULES)
    assert (tmp_path / "m").read_bytes() == other


def test_two_windows_that_ask_at_once_fetch_one_copy(tmp_path):
    got, seen = [], []
    with serving(DATA, pause=0.002) as server:

        def ask():
            got.append(fetch(wanted(server), tmp_path / "m", network(), RULES, tell=seen.append).fetched)

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert sorted(got) == [0, SIZE]
    assert left_over(tmp_path) == ["m"]


def test_progress_only_grows_and_ends_with_the_whole(tmp_path):
    seen = []
    with serving(DATA, "cut", "503") as server:
        fetch(wanted(server), tmp_path / "m", network(), RULES, tell=seen.append)
    fetched = [p.done for p in seen if p.stage == "fetching"]
    assert fetched == sorted(fetched)
    assert fetched[-1] == SIZE
    assert {p.total for p in seen} == {SIZE}


def test_random_scripts_of_faults_end_with_the_right_file_or_with_words(tmp_path):
    draw, quick = random.Random(7), [f for f in FAULTS if f not in ("stall", "drip", "silent", "sent_on")]
    right = 0
    for number in range(60):
        script, target = draw.choices(quick, k=draw.randint(1, 6)), tmp_path / f"m{number}"
        with serving(DATA, *script) as server:
            try:
                fetch(wanted(server), target, network(), RULES)
            except EngineError as told:
                assert told.code.startswith("DL-"), script
                assert not target.exists()
                continue
        assert target.read_bytes() == DATA, script
        right += 1
    assert right > 20
    assert [path for path in tmp_path.iterdir() if path.name.endswith(".lock")] == []


def test_a_proxy_is_asked_in_place_of_the_server(tmp_path):
    with serving(DATA) as proxy:
        through = Network(lambda: False, proxies={"http": proxy.url.removesuffix("/file")})
        want = Wanted((Address("http://somewhere.invalid/file"),), SIZE, SHA)
        fetch(want, tmp_path / "m", through, RULES)
    assert (tmp_path / "m").read_bytes() == DATA


def test_a_clock_that_is_set_anew_meanwhile_changes_nothing(tmp_path, monkeypatch):
    jumps = iter([0.0, 1e9, -1e9] * 1000)
    true = time.time
    monkeypatch.setattr(time, "time", lambda: true() + next(jumps))
    with serving(DATA, "cut", "429", "stall", "cut") as server:
        fetch(wanted(server), tmp_path / "m", network(), RULES)
    assert (tmp_path / "m").read_bytes() == DATA


def test_a_switch_that_is_set_meanwhile_ends_the_download_at_once_and_keeps_what_came(tmp_path):
    offline = []
    door = Network(lambda: bool(offline), proxies={})
    with serving(DATA, pause=0.01) as server:

        def tell(progress):
            if progress.done > 2 * CHUNK:
                offline.append(True)

        with pytest.raises(Offline):
            fetch(wanted(server), tmp_path / "m", door, RULES, tell=tell)
        sent = server.sent
        offline.clear()
        fetch(wanted(server), tmp_path / "m", door, RULES)
    assert sent < SIZE
    assert (tmp_path / "m").read_bytes() == DATA


def test_no_thread_outlives_a_download(tmp_path):
    with serving(DATA, "stall") as server:
        fetch(wanted(server), tmp_path / "m", network(), RULES)
    wait_for(lambda: all(thread.name != "download" for thread in threading.enumerate()))
