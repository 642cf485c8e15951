"""The queue of downloads goes on after a pause, a restart and a fault, fetches each file once, and says how it goes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace

import pytest

from app.database import Database
from app.downloads import Downloads, FileState, State
from app.folders import Folders
from app.settings import Settings
from engine.api.errors import CannotWrite, WeightsMissing
from engine.store.pace import Pace
from engine.store.part import kept
from tests.app import small_models
from tests.app.small_models import CATALOG, CHUNK, DATA, REPOS, Tools
from tests.engine.store.hub import hub


@dataclass
class Shop:
    """Downloads and what they stand on."""

    folders: Folders
    tools: Tools
    database: Database
    settings: Settings
    downloads: Downloads

    @classmethod
    def open(cls, folders, tools):
        folders.make()
        database, settings = Database(folders.data / "kinora.db"), Settings(folders)
        return cls(folders, tools, database, settings, Downloads(database, settings, CATALOG.model, tools))

    def close(self):
        self.downloads.close()
        self.database.close()

    def again(self):
        """The program ends and is started again."""
        self.close()
        fresh = Shop.open(self.folders, self.tools)
        self.database, self.settings, self.downloads = fresh.database, fresh.settings, fresh.downloads

    def path(self, name):
        return self.folders.models / name / f"{name}.safetensors"

    def leftovers(self):
        return [p.name for p in self.folders.models.rglob("*") if ".part" in p.name]


@pytest.fixture
def server():
    with hub(REPOS) as running:
        yield running


@pytest.fixture
def shop(qapp, tmp_path, server):
    opened = Shop.open(Folders.below(tmp_path / "home"), Tools(server.base, tmp_path / "files.db"))
    yield opened
    opened.close()


def until_over(qtbot, shop, id, state=State.DONE):
    qtbot.waitUntil(lambda: shop.downloads.download(id).over, timeout=8000)
    row = shop.downloads.download(id)
    assert row.state is state, row.failure
    return row


def test_a_model_is_fetched_whole_and_its_files_are_the_published_ones(shop, qtbot):
    with qtbot.waitSignal(shop.downloads.finished, timeout=8000) as told:
        id = shop.downloads.add("first")
    assert told.args == [id]
    row = shop.downloads.download(id)
    assert (row.state, row.done, row.total) == (State.DONE, row.total, len(DATA["one"]) + len(DATA["vae"]))
    assert [file.state for file in row.files] == [FileState.CHECKED] * 2
    assert shop.path("one").read_bytes() == DATA["one"]
    assert shop.path("vae").read_bytes() == DATA["vae"]
    assert shop.leftovers() == []


def test_what_two_models_share_is_fetched_once_and_counted_once(shop, server, qtbot):
    first, second = shop.downloads.add("first"), shop.downloads.add("second")
    waiting = shop.downloads.download(second)
    assert waiting.state is State.WAITING
    assert waiting.total == len(DATA["two"])
    assert waiting.files[1].state is FileState.SHARED
    until_over(qtbot, shop, first)
    row = until_over(qtbot, shop, second)
    assert server.sent == len(DATA["one"]) + len(DATA["vae"]) + len(DATA["two"])
    assert row.done == row.total


def test_asked_for_twice_it_is_one_download(shop):
    assert shop.downloads.add("first") == shop.downloads.add("first")
    assert len(shop.downloads.rows()) == 1


def test_a_model_without_files_is_refused(shop):
    with pytest.raises(WeightsMissing):
        shop.downloads.add("nothing")
    with pytest.raises(WeightsMissing):
        shop.downloads.add("first", "no such variant")


def test_what_the_catalogue_does_not_know_is_learnt_from_the_hub_and_proven(shop, qtbot):
    id = shop.downloads.add("unknown")
    row = until_over(qtbot, shop, id)
    assert row.total == len(DATA["loose"])
    assert shop.path("loose").read_bytes() == DATA["loose"]


def test_a_paused_download_goes_on_where_it_was(shop, server, qtbot):
    server.pause = 0.005
    id = shop.downloads.add("first")
    qtbot.waitUntil(lambda: server.sent > 3 * CHUNK, timeout=5000)
    shop.downloads.pause(id)
    assert shop.downloads.download(id).state is State.PAUSED
    qtbot.waitUntil(lambda: kept(shop.path("one")) > 0, timeout=5000)
    qtbot.wait(150)
    before, server.pause = shop.downloads.download(id), 0.0
    assert 0 < before.done < before.total
    assert before.rate == 0
    sent = server.sent
    shop.downloads.resume(id)
    until_over(qtbot, shop, id)
    assert server.sent - sent == before.total - before.done


@pytest.mark.parametrize("paused", [True, False])
def test_after_a_restart_it_is_as_the_person_left_it(paused, shop, server, qtbot):
    server.pause = 0.005
    id = shop.downloads.add("first")
    later = shop.downloads.add("second")
    qtbot.waitUntil(lambda: server.sent > 3 * CHUNK, timeout=5000)
    if paused:
        shop.downloads.pause_all()
    shop.again()
    server.pause = 0.0
    assert [row.id for row in shop.downloads.rows()] == [id, later]
    assert shop.downloads.download(id).done > 0
    shop.downloads.start()
    if paused:
        assert {row.state for row in shop.downloads.rows()} == {State.PAUSED}
        shop.downloads.resume_all()
    until_over(qtbot, shop, id)
    until_over(qtbot, shop, later)
    shop.again()
    assert shop.downloads.rows() == ()


def test_a_cancelled_download_leaves_nothing_unfinished_behind(shop, server, qtbot):
    server.pause = 0.005
    id = shop.downloads.add("first")
    qtbot.waitUntil(lambda: server.sent > 3 * CHUNK, timeout=5000)
    with qtbot.waitSignal(shop.downloads.removed):
        shop.downloads.cancel(id)
    qtbot.waitUntil(lambda: shop.leftovers() == [], timeout=5000)
    assert shop.downloads.rows() == ()
    assert not shop.path("one").exists()


def test_one_that_fails_says_why_and_does_not_hold_up_the_next(shop, server, qtbot):
    server.repos = {small_models.REPO: {k: v for k, v in REPOS[small_models.REPO].items() if k != "one.safetensors"}}
    first, second = shop.downloads.add("first"), shop.downloads.add("second")
    row = until_over(qtbot, shop, first, State.FAILED)
    assert row.failure.code == "DL-006"
    assert all((row.failure.title, row.failure.why, row.failure.done, row.failure.do))
    assert [file.state for file in row.files] == [FileState.FAILED, FileState.NEXT]
    until_over(qtbot, shop, second)
    server.repos = REPOS
    shop.again()
    assert shop.downloads.download(first).failure.code == "DL-006"
    shop.downloads.resume(first)
    until_over(qtbot, shop, first)


def test_nothing_is_asked_while_offline_and_it_goes_on_afterwards(shop, server, qtbot):
    shop.settings.offline = shop.tools.offline[0] = True
    id = shop.downloads.add("first")
    row = until_over(qtbot, shop, id, State.FAILED)
    assert row.failure.code == "DL-005"
    assert server.asked == []
    shop.tools.offline[0] = False
    shop.settings.offline = False
    until_over(qtbot, shop, id)


def test_what_the_network_broke_off_goes_on_by_itself_when_it_is_back(shop, server, qtbot):
    server.faults = [(500, {})] * 12
    shop.downloads.again_after = 50
    seen = []
    shop.downloads.changed.connect(lambda id: seen.append(shop.downloads.download(id).failure))
    id = shop.downloads.add("first")
    qtbot.waitUntil(lambda: shop.downloads.download(id).state is State.DONE, timeout=15_000)
    assert {failure.code for failure in seen if failure} == {"DL-001"}


def test_what_the_network_broke_off_goes_on_after_a_restart(shop, server, qtbot):
    server.faults = [(500, {})] * 100
    id = shop.downloads.add("first")
    assert until_over(qtbot, shop, id, State.FAILED).failure.code == "DL-001"
    shop.again()
    assert shop.downloads.download(id).state is State.FAILED
    server.faults = []
    shop.downloads.pause_all()
    shop.downloads.start()
    assert shop.downloads.download(id).state is State.PAUSED
    shop.downloads.resume_all()
    shop.downloads.start()
    until_over(qtbot, shop, id)


def test_the_switch_stops_what_is_under_way_at_once(shop, server, qtbot):
    server.pause = 0.01
    id = shop.downloads.add("first")
    qtbot.waitUntil(lambda: server.sent > 2 * CHUNK, timeout=5000)
    shop.tools.offline[0] = True
    row = until_over(qtbot, shop, id, State.FAILED)
    assert row.failure.code == "DL-005"
    assert 0 < row.done < row.total


def test_a_busy_server_is_waited_for_and_the_wait_is_told(shop, server, qtbot):
    server.faults = [(503, {"Retry-After": "1"})]
    shop.tools.rules = replace(small_models.RULES, longest_wait=5.0)
    seen = []
    shop.downloads.changed.connect(lambda id: seen.append(shop.downloads.download(id).files[0]))
    id = shop.downloads.add("first")
    until_over(qtbot, shop, id)
    waits = [file.again_in for file in seen if file.state is FileState.WAITING]
    assert 0.5 < max(waits) <= 1.0
    assert min(waits) < 0.3


def test_a_model_that_wants_a_token_is_fetched_with_it_only(shop, server, qtbot):
    server.gated = True
    id = shop.downloads.add("first")
    assert until_over(qtbot, shop, id, State.FAILED).failure.code == "DL-006"
    shop.tools.token = "secret"
    shop.downloads.resume(id)
    until_over(qtbot, shop, id)


def test_no_room_is_told_before_a_byte_comes(shop, server, qtbot):
    shop.tools.rules = replace(small_models.RULES, margin=1000, free=lambda _: len(DATA["one"]) + 2000)
    id = shop.downloads.add("first")
    row = until_over(qtbot, shop, id, State.FAILED)
    assert row.failure.code == "DSK-001"
    assert server.sent == 0
    shop.tools.rules = small_models.RULES
    shop.downloads.resume(id)
    until_over(qtbot, shop, id)


def test_wrong_bytes_are_never_accepted_and_told(shop, server, qtbot):
    wrong = bytearray(DATA["one"])
    wrong[2 * CHUNK] ^= 1
    server.repos = {small_models.REPO: {**REPOS[small_models.REPO], "one.safetensors": bytes(wrong)}}
    seen = []
    shop.downloads.changed.connect(lambda id: seen.append(shop.downloads.download(id).files[0].state))
    id = shop.downloads.add("first")
    row = until_over(qtbot, shop, id, State.FAILED)
    assert row.failure.code == "DL-002"
    assert FileState.WRONG in seen
    assert not shop.path("one").exists()


def test_a_file_in_another_program_s_folder_is_used_in_place(shop, server, qtbot, tmp_path):
    theirs = tmp_path / "ComfyUI" / "models" / "vae" / "vae.safetensors"
    theirs.parent.mkdir(parents=True)
    (theirs.parents[1] / "loras").mkdir()
    theirs.write_bytes(DATA["vae"])
    shop.settings.models_folders = (str(tmp_path / "ComfyUI"),)
    id = shop.downloads.add("first")
    row = until_over(qtbot, shop, id)
    assert row.files[1].state is FileState.SHARED
    assert row.shared == len(DATA["vae"])
    assert server.sent == len(DATA["one"])
    assert not shop.path("vae").exists()


@pytest.fixture
def wrong_vae(shop, tmp_path):
    """Another program has a file of that name and length, with a wrong byte."""
    theirs = tmp_path / "ComfyUI" / "models" / "vae" / "vae.safetensors"
    theirs.parent.mkdir(parents=True)
    (theirs.parents[1] / "loras").mkdir()
    theirs.write_bytes(DATA["vae"][:-1] + b"?")
    shop.settings.models_folders = (str(tmp_path / "ComfyUI"),)
    return theirs


def test_a_wrong_file_in_another_program_s_folder_is_left_alone_and_the_right_one_fetched(shop, qtbot, wrong_vae):
    wrong = wrong_vae.read_bytes()
    until_over(qtbot, shop, shop.downloads.add("first"))
    assert wrong_vae.read_bytes() == wrong
    assert shop.path("vae").read_bytes() == DATA["vae"]


def test_cancelled_while_a_wrong_file_is_replaced_nothing_of_the_right_one_stays(shop, server, qtbot, wrong_vae):
    server.pause = 0.005
    id = shop.downloads.add("first")
    qtbot.waitUntil(lambda: server.sent > len(DATA["one"]) + 3 * CHUNK, timeout=8000)
    assert shop.leftovers() != []
    shop.downloads.cancel(id)
    qtbot.waitUntil(lambda: shop.leftovers() == [], timeout=5000)
    assert wrong_vae.exists()


def test_speed_and_time_left_are_told_while_it_comes(shop, server, qtbot):
    server.pause = 0.01
    seen = []
    shop.downloads.changed.connect(lambda id: seen.append(shop.downloads.download(id)))
    until_over(qtbot, shop, shop.downloads.add("first"))
    rates = [row.rate for row in seen if row.rate]
    assert rates
    assert all(row.seconds_left >= 0 for row in seen if row.rate)
    assert max(rates) < 4 * len(DATA["one"])


def test_the_window_s_thread_is_not_held_up(shop, server, qtbot):
    server.pause = 0.002
    id = shop.downloads.add("first")
    gaps = []
    while not shop.downloads.download(id).over:
        began = shop.downloads.clock()
        qtbot.wait(5)
        gaps.append(shop.downloads.clock() - began)
    assert max(gaps) < 1.0


def test_a_folder_that_takes_nothing_is_told_in_words_before_anything_is_asked(shop, server, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CannotWrite) as told:
        shop.downloads.add("first", target=str(tmp_path / "file" / "models"))
    assert "file" in told.value.detail
    assert (shop.downloads.rows(), server.asked) == ((), [])


def test_a_folder_that_goes_while_it_is_fetched_is_told_in_words(shop, server, qtbot, tmp_path):
    shop.tools.offline[0] = True
    id = shop.downloads.add("first", target=str(tmp_path / "drive"))
    qtbot.waitUntil(lambda: shop.downloads.download(id).state is State.FAILED, timeout=8000)
    shutil.rmtree(tmp_path / "drive")
    (tmp_path / "drive").write_text("no folder")
    shop.tools.offline[0] = False
    shop.downloads.resume(id)
    assert until_over(qtbot, shop, id, State.FAILED).failure.code == CannotWrite.code


def test_a_mistake_of_ours_ends_the_download_and_not_the_queue(shop, server, qtbot, monkeypatch):
    monkeypatch.setattr("app.fetching.prepare", lambda *_: 1 / 0)
    with qtbot.captureExceptions() as seen:
        first = shop.downloads.add("first")
        row = until_over(qtbot, shop, first, State.FAILED)
    assert (row.failure.code, [kind for kind, *_ in seen]) == ("APP-002", [ZeroDivisionError])
    monkeypatch.undo()
    shop.downloads.resume(first)
    until_over(qtbot, shop, first)


def test_pace_looks_back_over_the_last_seconds_only():
    pace = Pace()
    assert pace.rate(0.0) == 0
    for second in range(5):
        pace.add(float(second), second * 100)
    assert pace.rate(4.0) == pytest.approx(100)
    for second in range(5, 30):
        pace.add(float(second), 400 + (second - 4) * 1000)
    assert pace.rate(29.0) == pytest.approx(1000)
    pace.add(30.0, 5)
    assert pace.rate(30.0) == 0
