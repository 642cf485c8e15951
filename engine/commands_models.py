"""The model manager without a window: list, info, download, verify, adopt and remove."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from engine import catalog
from engine.api import wire
from engine.api.errors import BadInput, Cancelled, EngineError
from engine.api.events import Failed
from engine.api.model import Licence, ModelSpec
from engine.cli import CANCELLED, COULD_NOT, DONE, WRONG_INPUT
from engine.store.check import check
from engine.store.dropped import forget_own
from engine.store.errands import Means, bring, errands, prepare
from engine.store.home import Home, home
from engine.store.locate import is_complete
from engine.store.offline import Network
from engine.store.ours import is_ours, mark
from engine.store.plan import FetchPlan, Have, plan
from engine.store.remove import removable
from engine.store.remove import remove as delete
from engine.store.sources import endpoints
from engine.store.subjects import find, of_lora, variant_of
from engine.store.take_in import take_in
from engine.store.verify import Memory
from engine.terminal import say_error
from engine.terminal_files import FileProgress, size

OURS_TO_BLAME = ("PAR-", "IN-", "MOD-")  # codes of errors that lie in what was asked for


def models(given: argparse.Namespace) -> int:
    """Do what was asked; the exit status."""
    stopping = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: stopping.set())
    act = {"info": info, "download": download, "verify": verify, "adopt": adopt, "remove": remove}
    try:
        return act.get(given.action, show)(given, stopping.is_set)
    except Cancelled:
        print("Stopped. What has come is kept; the same command goes on from there.", file=sys.stderr)
        return CANCELLED
    except EngineError as error:
        if given.json:
            print(wire.encode(Failed.of("", error)).decode(), flush=True)
        else:
            say_error(error)
        return WRONG_INPUT if error.code.startswith(OURS_TO_BLAME) else COULD_NOT
    except OSError as fault:
        print(f"The system refused: {fault}. What has come is kept.", file=sys.stderr)
        return COULD_NOT
    finally:
        signal.signal(signal.SIGINT, before)


def show(given: argparse.Namespace, _: Callable[[], bool]) -> int:
    """The catalogue, and which of it is here."""
    folders = _folders(given, home(os.environ))
    rows = [_row(spec, is_complete(spec, folders)) for spec in _known(folders).models]
    if given.json:
        print(msgspec.json.encode(rows).decode())
        return DONE
    for row in rows:
        note = "" if row["ready"] else "  (cannot be run by this version yet)"
        what = ", ".join(row["modes"])
        print(f"{'here   ' if row['here'] else 'missing'}  {row['id']:<22} {row['title']}  ({what}){note}")
    return DONE


def _row(spec: ModelSpec, here: bool) -> dict[str, Any]:
    return {
        "id": spec.id, "title": spec.title, "here": here, "hub": spec.hub, "licence": spec.licence.name,
        "commercial": spec.licence.commercial, "ready": spec.ready, "modes": [mode.value for mode in spec.modes],
        "variants": [variant.id for variant in spec.variants],
    }  # fmt: skip


def _terms(licence: Licence) -> str:
    if not licence.stated:
        return "none stated: treat as non-commercial"
    return licence.name if licence.commercial else f"{licence.name}, not for money"


def info(given: argparse.Namespace, _: Callable[[], bool]) -> int:
    """One model: its forms, its files, and which of them are here."""
    from engine.planner.least import least

    mine = home(os.environ)
    folders, target = _folders(given, mine), _target(given, mine)
    spec = find(_known(folders), given.id)
    plans = [plan(spec, variant, folders, target) for variant in spec.variants]
    if given.json:
        print(msgspec.json.encode({**_info(spec), "variants": [_planned(one) for one in plans]}).decode())
        return DONE
    print(f"{spec.title}\n{spec.summary}")
    print(f"Licence: {_terms(spec.licence)}. {spec.licence.note}".rstrip())
    for preset in spec.presets:
        print(
            f"Preset {preset.id}: {preset.title}. {preset.summary}" + (f" LoRA: {preset.lora}" if preset.lora else "")
        )
    for variant, one in zip(spec.variants, plans, strict=True):
        print(f"\n{variant.id}: {variant.title}, {size(one.total_bytes)}, {size(one.fetch_bytes)} to fetch")
        if spec.components:
            needs = least(spec, variant)
            print(
                f"  needs at least {size(needs.card)} on a graphics card, or {size(needs.alone)} of memory without one"
            )
        for file in one.files:
            where = file.path if file.state in (Have.HERE, Have.SHARED) else file.file.path
            print(f"  {file.state.value:<8}{size(file.file.size):>11}  {where}")
    return DONE


def _info(spec: ModelSpec) -> dict[str, Any]:
    licence = msgspec.to_builtins(spec.licence)
    return {
        "id": spec.id, "title": spec.title, "summary": spec.summary, "ready": spec.ready, "licence": licence,
        "presets": msgspec.to_builtins(spec.presets),
    }  # fmt: skip


def _planned(one: FetchPlan) -> dict[str, Any]:
    files = [
        {"path": str(file.path), "state": file.state.value, "bytes": file.file.size, "have": file.have_bytes}
        for file in one.files
    ]
    return {
        "id": one.variant, "bytes": one.total_bytes, "fetch": one.fetch_bytes, "shared": one.shared_bytes,
        "free": one.free_bytes, "enough": one.enough, "files": files,
    }  # fmt: skip


def download(given: argparse.Namespace, stop: Callable[[], bool]) -> int:
    """Fetch what is missing of a model, going on where an earlier call ended."""
    mine = home(os.environ)
    folders, target = _folders(given, mine), _target(given, mine)
    spec = find(_known(folders), given.id)
    planned = plan(spec, variant_of(spec, given.variant or ""), folders, target)
    means, progress = _means(given, mine), FileProgress(given.json)
    if not given.json:
        print(f"{spec.title}: {size(planned.fetch_bytes)} to fetch into {target}", file=sys.stderr)
        print(f"Licence: {_terms(spec.licence)}", file=sys.stderr)
    progress.event("plan", **_planned(planned))
    mark(target)
    todo = prepare(errands(planned), means, stop)
    for number, errand in enumerate(todo):
        progress.begin(Path(errand.path).name, number, len(todo))
        done = bring(errand, target, means, stop, progress.tell)
        word = "shared" if done.shared else "checked"
        progress.end(f"{size(done.file.bytes)}, {word}", state=word, path=done.path, bytes=done.file.bytes)
    progress.event("finished", model=spec.id)
    return DONE


def verify(given: argparse.Namespace, stop: Callable[[], bool]) -> int:
    """Read the files of the models named, or of all that are here, and compare them with what was published."""
    mine = home(os.environ)
    folders, target = _folders(given, mine), _target(given, mine)
    known = _known(folders)
    everything = (*known.models, *(of_lora(lora) for lora in known.loras))
    specs = [find(known, id) for id in given.ids] or [s for s in everything if not s.bundled and s.variants]
    good, progress, memory = True, FileProgress(given.json), _memory(mine)
    try:
        for spec in specs:
            planned = _nearest(spec, folders, target)
            if not given.ids and not planned.complete:
                continue
            progress.begin(spec.id, specs.index(spec), len(specs))
            report = check(planned, memory, stop, progress.tell)
            good = good and report.good
            for one in report.files:
                wrong = f", {one.wrong_pieces} pieces" if one.wrong_pieces else ""
                progress.begin(one.path.name, specs.index(spec), len(specs))
                progress.end(
                    f"{one.verdict.value}{wrong}", model=spec.id, path=str(one.path), verdict=one.verdict.value
                )
            if not report.good and not given.json:
                print(f"Mend it with: models download {spec.id} --variant {planned.variant}", file=sys.stderr)
    finally:
        memory.close()
    progress.event("finished", good=good)
    return DONE if good else COULD_NOT


def adopt(given: argparse.Namespace, stop: Callable[[], bool]) -> int:
    """Use the model files of another program's folder where they lie: links, no copies."""
    mine = home(os.environ)
    folder, target = Path(given.folder).expanduser().absolute(), _target(given, mine)
    if not folder.is_dir():
        raise BadInput("The folder is not there", why=f"{folder} is no folder.", done="Nothing was linked.")
    known, progress, memory = _known(_folders(given, mine)), FileProgress(given.json), _memory(mine)
    mark(target)
    try:
        progress.begin(folder.name, 0, 1)
        specs = (*known.models, *(of_lora(lora) for lora in known.loras))
        taken = take_in(folder, specs, target, memory, stop, progress.tell)
    finally:
        memory.close()
    for number, one in enumerate(taken):
        progress.begin(one.link.name, number, len(taken))
        word = "proven" if one.proven else "linked"
        progress.end(f"{word}: {one.found}", path=str(one.link), found=str(one.found), proven=one.proven)
    progress.event("finished", linked=len(taken))
    if not taken and not given.json:
        print("Nothing was found there that a model of the catalogue can use and that is not here.", file=sys.stderr)
    return DONE


def remove(given: argparse.Namespace, _: Callable[[], bool]) -> int:
    """Delete a model's own files; what another model or another program needs stays.

    Of a model of the person's own only the data file goes.
    """
    mine = home(os.environ)
    folders = _folders(given, mine)
    known = _known(folders)
    spec, own = find(known, given.id), [folder for folder in folders if is_ours(Path(folder))]
    files = (Path(spec.data_file),) if spec.own else removable(spec, known.models, own)
    if not given.yes:
        for file in files:
            print(file)
        print(f"{len(files)} files would be deleted; say --yes to do it.", file=sys.stderr)
        return DONE
    freed = forget_own(spec) if spec.own else delete(spec, known.models, own)
    FileProgress(given.json).event("finished", files=[str(file) for file in files], bytes=freed)
    if not given.json:
        print(f"{len(files)} files deleted, {size(freed)} are free again.", file=sys.stderr)
    return DONE


def _known(folders: tuple[str, ...]) -> catalog.Catalog:
    return catalog.load(folders)


def _folders(given: argparse.Namespace, mine: Home) -> tuple[str, ...]:
    return tuple(given.models_folder) or mine.models_folders


def _target(given: argparse.Namespace, mine: Home) -> Path:
    chosen = getattr(given, "to", None) or (given.models_folder[0] if given.models_folder else mine.downloads_folder)
    return Path(chosen).expanduser().absolute()


def _memory(mine: Home) -> Memory:
    return Memory(mine.memory)


def _means(given: argparse.Namespace, mine: Home) -> Means:
    choices = mine.choices
    proxies = {"http": choices.proxy, "https": choices.proxy} if choices.proxy else None
    network = Network(lambda: choices.offline, proxies)
    return Means(network, endpoints(os.environ, (*given.mirror, *choices.mirrors), mine.token), mine.memory)


def _nearest(spec: ModelSpec, folders: tuple[str, ...], target: Path) -> FetchPlan:
    """The form of the model of which most is here."""
    plans = [plan(spec, variant, folders, target) for variant in spec.variants] or [
        plan(spec, variant_of(spec), folders, target)
    ]
    return max(plans, key=lambda one: (one.complete, one.here_bytes))
