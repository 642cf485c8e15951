"""What the model manager is told: what is here, what is shared, what would stop working, what checking finds."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import msgspec
import pytest

from app.background import Background
from app.database import Database
from app.downloads import Downloads
from app.folders import Folders
from app.models import Models, Presence
from app.settings import Settings
from app.uses import model_of, uses
from engine.api.errors import Cancelled
from engine.api.model import Licence, LoraSpec
from engine.api.request import GenerationRequest
from engine.catalog import Catalog
from engine.store.check import Report, Verdict
from engine.store.errands import Means
from engine.store.ours import MARK, mark
from engine.store.subjects import find, of_lora
from tests.app.small_models import CATALOG, CHUNK, DATA, REPOS, Tools, published
from tests.engine.store.hub import hub

MIT = Licence("MIT", commercial=False)
LORA = LoraSpec("fast", "Fast", "Fewer steps.", {"both": "two"}, ("own",), MIT, published=(published("two"),))
BUILT_IN = msgspec.structs.replace(CATALOG.model("first"), id="built", bundled=True, variants=(), files=())
SHOWN = Catalog((*CATALOG.models, BUILT_IN), (LORA,))


@dataclass
class Shop:
    """Models and what they stand on."""

    folders: Folders
    database: Database
    settings: Settings
    background: Background
    downloads: Downloads
    models: Models
    tools: Tools
    needs: dict[str, tuple[str, ...]]

    def close(self):
        self.downloads.close()
        self.background.close()
        self.database.close()

    def put(self, *names, folder=None):
        for name in names:
            path = (folder or self.folders.models) / name / f"{name}.safetensors"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(DATA[name])


@pytest.fixture
def server():
    with hub(REPOS) as running:
        yield running


def opened(tmp_path, server):
    folders = Folders.below(tmp_path / "home")
    folders.make()
    mark(folders.models)
    database, settings, background = Database(folders.data / "kinora.db"), Settings(folders), Background()
    tools, needs = Tools(server.base, tmp_path / "files.db"), {}
    downloads = Downloads(database, settings, lambda id: find(SHOWN, id), tools)
    models = Models(SHOWN, settings, database, downloads, background, lambda id: needs.get(id, ()))
    return Shop(folders, database, settings, background, downloads, models, tools, needs)


@pytest.fixture
def shop(qapp, qtbot, tmp_path, server):
    made = opened(tmp_path, server)
    qtbot.waitSignal(made.models.reset, timeout=5000).wait()
    yield made
    made.close()


def looked(qtbot, shop):
    with qtbot.waitSignal(shop.models.reset, timeout=5000):
        shop.models.refresh()
    return {card.spec.id: card for card in shop.models.cards()}


def test_nothing_is_here_at_first_and_the_sizes_are_told(shop):
    first = shop.models.card("first")
    assert first.presence is Presence.AVAILABLE
    assert (first.total_bytes, first.here_bytes) == (len(DATA["one"]) + len(DATA["vae"]), 0)
    assert first.fetch_bytes == first.total_bytes
    assert first.last_used == 0


def test_a_model_whose_files_are_all_here_is_installed(shop, qtbot):
    shop.put("one", "vae")
    cards = looked(qtbot, shop)
    assert cards["first"].presence is Presence.INSTALLED
    assert cards["first"].fetch_bytes == 0
    assert cards["first"].folder.endswith("one")


def test_what_another_model_has_brought_is_not_fetched_again(shop, qtbot):
    shop.put("one", "vae")
    card = looked(qtbot, shop)["second"]
    assert card.presence is Presence.AVAILABLE
    assert (card.here_bytes, card.fetch_bytes) == (len(DATA["vae"]), len(DATA["two"]))


def test_a_half_fetched_model_is_partial_and_says_how_much_is_here(shop, server, qtbot):
    server.pause = 0.01
    id = shop.downloads.add("first")
    assert shop.models.card("first").presence is Presence.FETCHING
    qtbot.waitUntil(lambda: server.sent > 3 * CHUNK, timeout=5000)
    shop.downloads.pause(id)
    qtbot.wait(200)
    with qtbot.waitSignal(shop.models.reset, timeout=5000):
        shop.models.refresh()
    plan = shop.models.plan("first")
    assert 0 < plan.here_bytes < len(DATA["one"])
    assert plan.enough


def test_a_fetched_model_becomes_installed_by_itself(shop, qtbot):
    with qtbot.waitSignal(shop.downloads.finished, timeout=8000):
        shop.downloads.add("first")
    qtbot.waitUntil(lambda: shop.models.card("first").presence is Presence.INSTALLED, timeout=5000)


def test_another_program_s_folder_is_taken_in_without_copying(shop, qtbot, tmp_path):
    theirs = tmp_path / "ComfyUI" / "models"
    for place, name in (("vae", "vae"), ("diffusion_models", "one")):
        (theirs / place).mkdir(parents=True)
        (theirs / place / f"{name}.safetensors").write_bytes(DATA[name])
    with qtbot.waitSignal(shop.models.reset, timeout=5000):
        shop.models.adopt(str(tmp_path / "ComfyUI"))
    card = shop.models.card("first")
    assert card.presence is Presence.INSTALLED
    assert card.shared_bytes == card.total_bytes == len(DATA["one"]) + len(DATA["vae"])
    assert [path.name for path in shop.folders.models.iterdir()] == [MARK]


def test_a_folder_that_is_not_there_is_refused_in_words(shop, qtbot):
    with qtbot.waitSignal(shop.models.refused) as told:
        shop.models.adopt("/nowhere")
    assert told.args[0] == ""
    assert "/nowhere" in told.args[1].why


def test_checking_finds_the_wrong_piece_and_repair_fetches_that_piece_only(shop, server, qtbot):
    with qtbot.waitSignal(shop.downloads.finished, timeout=8000):
        id = shop.downloads.add("first")
    shop.downloads.cancel(id)
    path = shop.folders.models / "one" / "one.safetensors"
    with path.open("r+b") as file:
        file.seek(3 * CHUNK)
        file.write(b"rotten")
    looked(qtbot, shop)
    with qtbot.waitSignal(shop.models.checked, timeout=8000) as told:
        shop.models.verify("first")
    report = told.args[1]
    assert [one.verdict for one in report.files] == [Verdict.WRONG, Verdict.RIGHT]
    assert not report.good
    before = server.sent
    with qtbot.waitSignal(shop.downloads.finished, timeout=8000):
        shop.models.repair("first")
    assert path.read_bytes() == DATA["one"]
    assert server.sent - before == CHUNK


def test_removing_a_model_leaves_what_others_need(shop, qtbot):
    shop.put("one", "two", "vae")
    looked(qtbot, shop)
    with qtbot.waitSignal(shop.models.reset, timeout=5000):
        shop.models.remove("first")
    cards = {card.spec.id: card for card in shop.models.cards()}
    assert cards["first"].presence is Presence.AVAILABLE
    assert cards["second"].presence is Presence.INSTALLED
    left = [path.name for path in shop.folders.models.rglob("*.safetensors")]
    assert sorted(left) == ["two.safetensors", "vae.safetensors"]
    with qtbot.waitSignal(shop.models.reset, timeout=5000):
        shop.models.remove("second")
    assert [path.name for path in shop.folders.models.iterdir()] == [MARK]


def test_removing_a_model_that_is_being_fetched_ends_that_too(shop, server, qtbot):
    server.pause = 0.01
    shop.downloads.add("first")
    qtbot.waitUntil(lambda: server.sent > 3 * CHUNK, timeout=5000)
    shop.models.remove("first")
    assert shop.downloads.rows() == ()
    qtbot.waitUntil(lambda: [p.name for p in shop.folders.models.rglob("*") if p.is_file()] == [MARK], timeout=5000)


def test_removing_never_touches_another_program_s_files(shop, qtbot, tmp_path):
    theirs = tmp_path / "ComfyUI" / "models"
    (theirs / "vae").mkdir(parents=True)
    (theirs / "loras").mkdir()
    (theirs / "vae" / "vae.safetensors").write_bytes(DATA["vae"])
    shop.settings.models_folders = (str(theirs),)
    shop.put("one")
    looked(qtbot, shop)
    with qtbot.waitSignal(shop.models.reset, timeout=5000):
        shop.models.remove("first")
    assert (theirs / "vae" / "vae.safetensors").read_bytes() == DATA["vae"]
    assert not list(shop.folders.models.rglob("*.safetensors"))


def test_what_lies_only_in_another_program_s_folder_is_not_removed_and_that_is_told(shop, qtbot, tmp_path):
    shop.put("two", "vae", folder=tmp_path / "ckpts")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ckpts").rename(tmp_path / "theirs" / "ckpts")
    shop.settings.models_folders = (str(tmp_path / "theirs"),)
    assert looked(qtbot, shop)["second"].presence is Presence.INSTALLED
    with qtbot.waitSignal(shop.models.refused, timeout=5000) as told:
        shop.models.remove("second")
    assert told.args[0] == "second"
    assert told.args[1].done == "Nothing was deleted."
    assert len(list(tmp_path.rglob("*.safetensors"))) == 2


def test_when_a_model_was_last_used_is_kept(shop, qtbot, tmp_path, server):
    with qtbot.waitSignal(shop.models.changed) as told:
        shop.models.note_use("first", 1234.5)
    assert told.args == ["first"]
    assert shop.models.card("first").last_used == 1234.5
    shop.close()
    again = opened(tmp_path, server)
    qtbot.waitSignal(again.models.reset, timeout=5000).wait()
    assert again.models.card("first").last_used == 1234.5
    again.close()


def test_a_lora_is_fetched_like_a_model(shop, qtbot):
    assert [card.spec.id for card in shop.models.loras()] == ["fast"]
    assert shop.models.card("fast").presence is Presence.AVAILABLE
    with qtbot.waitSignal(shop.downloads.finished, timeout=8000):
        shop.downloads.add("fast")
    qtbot.waitUntil(lambda: shop.models.card("fast").presence is Presence.INSTALLED, timeout=5000)
    assert not of_lora(LORA).licence.commercial


def test_what_needs_a_model_is_named(house, project):
    request = GenerationRequest("job", "wan", "first", {})
    house.jobs.pause()
    house.jobs.add(request, "A red ball")
    assert uses("first", house.jobs, project, house.library) == ("A red ball",)
    assert uses("second", house.jobs, project, house.library) == ()
    assert model_of(msgspec.json.encode(request).decode()) == "first"
    assert model_of("no recipe") == ""


@pytest.fixture
def project(qapp, tmp_path):
    from app.project import Project

    return Project(tmp_path / "project.json")


def test_a_person_s_own_data_file_is_taken_in_or_refused_with_the_reason(shop, qtbot, tmp_path):
    wrong = tmp_path / "mine.toml"
    wrong.write_text("id = 3\n")
    with qtbot.waitSignal(shop.models.refused) as told:
        shop.models.add_own(str(wrong))
    assert "mine.toml" in told.args[1].why
    right = tmp_path / "right.toml"
    right.write_text(
        'id = "mine"\ntitle = "Mine"\nbased_on = "first"\n[files]\ntransformer = "mine.safetensors"\n', encoding="utf-8"
    )
    with qtbot.waitSignal(shop.models.own_changed):
        shop.models.add_own(str(right))
    assert (shop.folders.models / "right.toml").is_file()


def test_the_means_are_those_of_the_settings(shop):
    assert isinstance(shop.tools(), Means)


def test_asked_to_look_again_meanwhile_the_last_look_counts_and_is_told_once(shop, qtbot):
    told = []
    shop.models.reset.connect(lambda: told.append(shop.models.card("first").presence))
    shop.models.refresh()
    shop.put("one", "vae")
    for _ in range(5):
        shop.models.refresh()
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    qtbot.wait(100)
    assert told == [Presence.INSTALLED]


def test_a_check_can_be_left_and_nobody_waits_for_it(shop, qtbot):
    shop.put("one", "vae")
    looked(qtbot, shop)
    told = []
    shop.models.checked.connect(lambda *words: told.append(words))
    shop.models.verify("first")
    shop.models.stop_check("first")
    shop.background.wait()
    qtbot.wait(50)
    with qtbot.waitSignal(shop.models.checked, timeout=5000) as report:
        shop.models.verify("first")
    assert report.args[1].good
    assert len(told) in (1, 2)  # the first one may have been quicker than the stop


def test_a_disk_that_fails_once_is_told_and_looked_at_again(shop, qtbot, monkeypatch):
    def fail(*_):
        raise OSError(5, "Input/output error", "/models/a")

    monkeypatch.setattr("app.models.card", fail)
    with qtbot.waitSignal(shop.models.refused, timeout=5000) as told:
        shop.models.refresh()
    assert "/models" in told.args[1].detail
    monkeypatch.undo()
    with qtbot.waitSignal(shop.models.reset, timeout=5000):
        shop.models.refresh()


def test_a_check_that_ended_does_not_take_the_place_of_the_next_one(shop, qtbot, monkeypatch):
    shop.put("one", "vae")
    looked(qtbot, shop)
    first, wishes = threading.Event(), []

    def check(planned, memory, stop, tell):
        wishes.append(stop)
        if len(wishes) == 1:
            first.wait(5)
            return Report("first", ())
        until = time.monotonic() + 5
        while not stop() and time.monotonic() < until:
            time.sleep(0.01)
        raise Cancelled

    monkeypatch.setattr("app.models.check", check)
    for count in (1, 2):
        shop.models.verify("first")
        qtbot.waitUntil(lambda count=count: len(wishes) == count, timeout=5000)
    with qtbot.waitSignal(shop.models.checked, timeout=5000):
        first.set()
    shop.models.close()
    assert [wish() for wish in wishes] == [True, True]


def test_what_is_built_in_is_neither_checked_nor_fetched_and_that_is_said(shop, qtbot):
    assert shop.models.card("built").presence is Presence.BUILT_IN
    for act in (shop.models.verify, shop.models.repair):
        with qtbot.waitSignal(shop.models.refused) as told:
            act("built")
        assert told.args[0] == "built"
        assert told.args[1].do
