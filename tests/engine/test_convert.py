"""An official pickle becomes safetensors in a sealed process; a malicious one is refused and nothing in it runs."""

from __future__ import annotations

import builtins
import json
import os
import pickle
import subprocess
import sys
import zipfile
from collections import OrderedDict
from pathlib import Path

import pytest
import torch

from engine import convert as converting
from engine.api.errors import BadInput, CannotWrite, DamagedFile, DiskFull, EngineError, NotAModel, UnsafeFile
from engine.convert import beside, convert
from engine.convert_child import Refused, read
from engine.weights.checkpoint import open_checkpoint
from engine.weights.detect import Kind, recognise
from engine.weights.header import read_header
from engine.weights.sniff import CONVERTIBLE
from tests.golden import deterministic

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"


def official(case: str) -> dict[str, torch.Tensor]:
    return deterministic.weights(deterministic.read(GOLDEN / f"{case}.safetensors")[1])


def test_an_official_text_encoder_is_converted_with_every_value_and_its_origin(tmp_path):
    given = {name: value.bfloat16() for name, value in official("umt5_encoder").items()}
    source = tmp_path / "models_t5_umt5-xxl-enc-bf16.pth"
    torch.save(given, source)
    told = []
    made = convert(source, beside(source), lambda done, total: told.append((done, total)))
    assert made.path == tmp_path / "models_t5_umt5-xxl-enc-bf16.safetensors"
    found = open_checkpoint(made.path)
    assert (made.what, made.tensors, made.bytes) == ("a UMT5 text encoder", len(given), found.bytes)
    assert recognise(found).kind is Kind.TEXT_ENCODER
    assert dict(found.metadata)["source_sha256"] == made.source_sha256 and len(made.source_sha256) == 64
    raw = made.path.read_bytes()
    for name, value in given.items():
        stored = found.tensors[name]
        assert raw[stored.start : stored.start + stored.bytes] == value.view(torch.uint8).numpy().tobytes()
    assert told[-1][0] == pytest.approx(told[-1][1], rel=0.1) and told == sorted(told)
    assert {path.name for path in tmp_path.iterdir()} == {source.name, made.path.name}


class Harm:
    """What a pickle can do when it is opened: the words that are run, and what they leave."""

    def __init__(self, run, *words):
        self.run, self.words = run, words

    def __reduce__(self):
        return self.run, self.words


def harms(canary: Path):
    touch = f"open({str(canary)!r}, 'w').close()"
    return {
        "a command": Harm(os.system, f"{sys.executable} -c {touch!r}"),
        "a program": Harm(subprocess.call, [sys.executable, "-c", touch]),
        "python": Harm(builtins.exec, touch),
        "an expression": Harm(builtins.eval, f"__import__('os').mkdir({str(canary)!r})"),
        "a folder": Harm(os.mkdir, str(canary)),
        "an open file": Harm(builtins.open, str(canary), "w"),
        "an attribute": Harm(builtins.getattr, "x", "upper"),
        "one inside another": Harm(OrderedDict, [("a", Harm(os.mkdir, str(canary)))]),
    }


@pytest.mark.parametrize("kind", harms(Path("x")), ids=lambda kind: kind.replace(" ", "_"))
@pytest.mark.parametrize("form", ["zip", "old", "bare"])
def test_a_pickle_that_holds_more_than_tensors_never_runs(kind, form, tmp_path):
    canary, path = tmp_path / "canary", tmp_path / "Wan2.1_VAE.pth"
    value = {"a": torch.zeros(2), "b": harms(canary)[kind]}
    if form == "bare":
        path.write_bytes(pickle.dumps(value["b"], protocol=2))
    else:
        torch.save(value, path, _use_new_zipfile_serialization=form == "zip")
    with pytest.raises((pickle.UnpicklingError, Refused)):
        read(path, path.stat().st_size)
    assert not canary.exists()


def test_a_malicious_file_is_refused_with_all_four_parts_and_leaves_nothing(tmp_path):
    canary, path = tmp_path / "canary", tmp_path / "Wan2.1_VAE.pth"
    torch.save({"a": Harm(os.mkdir, str(canary))}, path)
    with pytest.raises(UnsafeFile) as refused:
        convert(path, tmp_path / "out" / "vae.safetensors")
    error = refused.value
    assert "more than tensors" in error.why and "nothing in it ran" in error.done and len(error.do) == 2
    assert "mkdir" in error.detail and "weights_only" not in error.detail
    assert not canary.exists() and not list((tmp_path / "out").iterdir())


def zipped(path, compression=zipfile.ZIP_STORED, **more):
    """A real checkpoint, packed again."""
    torch.save({"a": torch.zeros(2**18)}, path.with_suffix(".tmp"))
    with zipfile.ZipFile(path.with_suffix(".tmp")) as old, zipfile.ZipFile(path, "w", compression) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
        for name, content in more.items():
            new.writestr(name, content)


def stretched(path):
    torch.save({"a": torch.zeros(1).expand(2**20, 2**10)}, path)


def nested(depth, make):
    value = 1
    for _ in range(depth):
        value = make(value)
    return value


def deep(make):
    """100,000 levels, written by hand because pickle itself cannot."""
    start, end = (b"]", b"a") if make == "lists" else (b"}X\x01\0\0\0a", b"s")
    return lambda path: path.write_bytes(b"\x80\x02" + start * 100_000 + b"K\x01" + end * 100_000 + b".")


STRANGE = {
    "a zip bomb": lambda path: zipped(path, zipfile.ZIP_DEFLATED),
    "two lists of tensors": lambda path: zipped(path, **{"archive/other.pkl": b"\x80\x02}."}),
    "a tensor of one value stretched to 4 GiB": stretched,
    "no tensors": lambda path: torch.save({"step": 7}, path),
    "a list": lambda path: torch.save([torch.zeros(1)], path),
    "numbers for names": lambda path: torch.save({7: torch.zeros(1)}, path),
    "tables in tables": lambda path: torch.save(nested(9, lambda v: {"a": v}), path),
    "a name of control characters": lambda path: torch.save({"\x1b[2J": torch.zeros(1)}, path),
    "a sparse tensor": lambda path: torch.save({"a": torch.zeros(2, 2).to_sparse()}, path),
    "complex numbers": lambda path: torch.save({"a": torch.zeros(2, dtype=torch.complex64)}, path),
    "lists without end": deep("lists"),
    "tables without end": deep("tables"),
}


@pytest.mark.parametrize("kind", STRANGE, ids=lambda kind: kind.replace(" ", "_"))
def test_what_no_honest_checkpoint_has_is_refused(kind, tmp_path):
    path = tmp_path / "m.pth"
    STRANGE[kind](path)
    with pytest.raises((Refused, pickle.UnpicklingError, RuntimeError, ValueError)) as refused:
        read(path, path.stat().st_size)
    assert not isinstance(refused.value, RecursionError)


def test_tables_are_joined_by_dots_and_counters_passed_over(tmp_path):
    path = tmp_path / "fantasytalking_model.ckpt"
    inner = {"proj_model": {"proj.weight": torch.ones(2, 2)}, "audio_processor": {"blocks.0.x": torch.zeros(1)}}
    torch.save({"state_dict": inner, "step": 854500}, path)
    assert set(read(path, path.stat().st_size)) == {"proj_model.proj.weight", "audio_processor.blocks.0.x"}


WALLS = """
import json, os, sys
from engine.convert_walls import Limits, Walled, close_the_doors, leave_the_network, limit
left = leave_the_network()
import socket, subprocess, ctypes, urllib.request, shutil
kept = open(sys.argv[1] + "/kept", "xb")
limit(Limits(memory=256 * 2**20, written=2**20, seconds=60))
close_the_doors()
def tried(what):
    try:
        what()
    except Walled:
        return "walled"
    except (MemoryError, OSError) as error:
        return type(error).__name__
    return "done"
place = sys.argv[1] + "/escaped"
def network():
    with open("/proc/net/dev") as file:
        return [line.split(":")[0].strip() for line in file.readlines()[2:]]
print(json.dumps({
    "left": left, "devices": network() if sys.platform == "linux" else [],
    "socket": tried(socket.socket), "dns": tried(lambda: socket.getaddrinfo("localhost", 80)),
    "web": tried(lambda: urllib.request.urlopen("http://127.0.0.1:9")),
    "system": tried(lambda: os.system("true")), "popen": tried(lambda: subprocess.Popen(["true"])),
    "fork": tried(os.fork), "spawn": tried(lambda: os.posix_spawn("/bin/true", ["true"], {})),
    "exec": tried(lambda: os.execv("/bin/true", ["true"])), "library": tried(lambda: ctypes.CDLL("libm.so.6")),
    "write": tried(lambda: open(place, "w")), "low write": tried(lambda: os.open(place, os.O_CREAT | os.O_WRONLY)),
    "append": tried(lambda: open(sys.argv[1] + "/kept", "ab")), "folder": tried(lambda: os.mkdir(place)),
    "rename": tried(lambda: os.rename(sys.argv[1] + "/kept", place)), "tree": tried(lambda: shutil.rmtree(sys.argv[1])),
    "memory": tried(lambda: bytearray(2**30)), "large": tried(lambda: kept.write(bytes(2**21)) and kept.flush()),
    "kept": tried(lambda: kept.seek(0) or kept.write(b"x")),
}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")
def test_behind_the_walls_there_is_no_network_no_process_no_file_and_no_more_memory(tmp_path):
    words = [sys.executable, "-c", WALLS, str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert {seen.pop(key) for key in ("memory", "large")} == {"MemoryError", "OSError"}
    if seen.pop("left"):
        assert set(seen["devices"]) <= {"lo"}
    seen.pop("devices")
    assert seen.pop("kept") == "done"
    assert set(seen.values()) == {"walled"}, seen
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


FALSE_CHILDREN = {  # what a sealed process might do that was taken over
    "dies": ("import os; os.abort()", DamagedFile),
    "says nothing": ("", EngineError),
    "says nonsense": ("print('[' * 100_000); print('{\"done\": [1]}'); raise SystemExit(5)", DamagedFile),
    "names a failure that does not exist": ('print(\'{"refused": "x"}\'); raise SystemExit(3)', DamagedFile),
    "writes a pickle": (
        "import sys; open(sys.argv[4], 'wb').write(b'\\x80\\x04' + bytes(90))",
        UnsafeFile,
    ),
    "writes a broken file": ("import sys; open(sys.argv[4], 'wb').write(bytes(8) + b'{}')", DamagedFile),
}


@pytest.mark.parametrize("kind", FALSE_CHILDREN, ids=lambda kind: kind.replace(" ", "_"))
def test_whatever_the_sealed_process_does_the_end_is_a_typed_error_and_no_file(kind, tmp_path, monkeypatch):
    code, error = FALSE_CHILDREN[kind]
    (tmp_path / "main.py").write_text(code)
    monkeypatch.setattr(converting, "MAIN", tmp_path / "main.py")
    source, out = tmp_path / "Wan2.1_VAE.pth", tmp_path / "out"
    torch.save({"a": torch.zeros(2)}, source)
    with pytest.raises(error) as refused:
        convert(source, out / "m.safetensors")
    assert refused.value.why and refused.value.done and refused.value.do
    assert not list(out.iterdir())


def test_a_process_that_takes_too_much_or_never_ends_is_ended(tmp_path):
    for code, memory in (("import time; time.sleep(60)", 2**40), ("x = bytearray(2**28); input()", 2**26)):
        process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE)
        converting._watch(process, memory, 1.0 if memory == 2**40 else 30.0)
        assert process.wait(5) != 0
        process.stdin.close()


def test_a_wish_to_stop_ends_the_process_and_leaves_nothing(tmp_path):
    class Stop(Exception):
        pass

    def stop(done, total):
        if done > total // 2:
            raise Stop

    source = tmp_path / "Wan2.1_VAE.pth"
    torch.save({"a": torch.zeros(2)}, source)
    with pytest.raises(Stop):
        convert(source, tmp_path / "m.safetensors", stop)
    assert [path.name for path in tmp_path.iterdir()] == [source.name]


def test_only_a_pickle_is_converted_and_nothing_is_overwritten(tmp_path, monkeypatch):
    monkeypatch.setattr(converting, "_run", lambda *_: pytest.fail("nothing is to be opened"))
    fine, source, page = tmp_path / "a.safetensors", tmp_path / "a.pth", tmp_path / "b.pth"
    page.write_bytes(b"<!doctype html><html></html>")
    torch.save({"a": torch.zeros(2)}, source)
    fine.write_bytes((ROOT / "resources" / "starter" / "Wan2.2_VAE.safetensors").read_bytes())
    with pytest.raises(BadInput, match="needs no conversion"):
        convert(fine, tmp_path / "x.safetensors")
    with pytest.raises(BadInput, match="of that name"):
        convert(source, fine)
    with pytest.raises(NotAModel, match="web page"):
        convert(page, tmp_path / "x.safetensors")
    monkeypatch.setattr(converting, "SPARE", 2**60)
    with pytest.raises(DiskFull, match="MiB are free"):
        convert(source, tmp_path / "x.safetensors")
    monkeypatch.setattr(converting, "LARGEST", 10)
    with pytest.raises(NotAModel, match="more than any published"):
        convert(source, tmp_path / "x.safetensors")
    (tmp_path / "folder").write_bytes(b"")
    monkeypatch.undo()
    with pytest.raises(CannotWrite):
        convert(source, tmp_path / "folder" / "x.safetensors")


@pytest.mark.parametrize("name", sorted(CONVERTIBLE))
def test_the_refusal_of_an_official_pickle_offers_the_conversion(name, tmp_path):
    torch.save({"a": torch.zeros(2)}, tmp_path / name)
    with pytest.raises(UnsafeFile) as refused:
        read_header(tmp_path / name)
    assert refused.value.do[0] == f"Convert it once in a sealed process: main.py convert {name}"
    torch.save({"a": torch.zeros(2)}, tmp_path / "model.ckpt")
    with pytest.raises(UnsafeFile) as other:
        read_header(tmp_path / "model.ckpt")
    assert other.value.do == ("Find the .safetensors version of the model",)
