"""Spoils a weight file in the ways that files are spoilt: by chance, by a broken tool, by somebody with a purpose."""

from __future__ import annotations

import json
import random
import struct

SIZES = (0, 1, -1, 7, 2**31 - 1, 2**31, 2**32, 2**48, 2**53, 2**62, 2**63 - 1, 2**63, 2**64 - 1)
BYTES = (0, 1, 0x7F, 0x80, 0xFE, 0xFF, 0x22, 0x5B, 0x7B, 0x7D)
TYPES = ("F32", "BF16", "F16", "F8_E4M3", "F8_E5M2", "I8", "U8", "I64", "BOOL", "F64", "F4", "X", "")
WORDS = (None, True, 1.5, "", "a" * 600, "..", "\x1b[2J", [], {}, [[]], -1, "NaN", 10**30)


def spoilt(honest: bytes, chance: random.Random) -> bytes:
    """One of many ways; `honest` may be safetensors, GGUF or JSON."""
    ways = [_bytes_changed, _bytes_changed, _cut, _shuffled, _numbers_changed, _not_numbers]
    if honest[8:9] == b"{":
        ways += [_header_changed] * 6
    if honest.startswith(b"GGUF"):
        ways += [_words_changed] * 4
    if honest.startswith(b"{"):
        ways += [_json_changed] * 6
    made = chance.choice(ways)(honest, chance)
    return chance.choice(ways)(made, chance) if chance.random() < 0.25 and len(made) > 16 else made


def _reach(honest: bytes) -> int:
    """How far the part goes that says what the rest is; most changes are made there."""
    if honest[8:9] == b"{":
        return min(len(honest), 8 + int.from_bytes(honest[:8], "little"))
    return min(len(honest), 6000)


def _place(honest: bytes, chance: random.Random) -> int:
    return chance.randrange(_reach(honest) if chance.random() < 0.8 else len(honest))


def _bytes_changed(honest: bytes, chance: random.Random) -> bytes:
    made = bytearray(honest)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        made[_place(honest, chance)] = chance.choice((*BYTES, chance.randrange(256)))
    return bytes(made)


def _cut(honest: bytes, chance: random.Random) -> bytes:
    at = _place(honest, chance)
    return chance.choice((honest[:at], honest[:-1], honest + honest[:at], honest + bytes(chance.choice((1, 4096)))))


def _shuffled(honest: bytes, chance: random.Random) -> bytes:
    first, second = sorted((_place(honest, chance), _place(honest, chance)))
    piece = honest[first : min(second, first + 200)]
    return chance.choice(
        (honest[:first] + honest[second:], honest[:second] + piece + honest[second:], honest[second:] + honest[:second])
    )


def _numbers_changed(honest: bytes, chance: random.Random) -> bytes:
    """The first eight bytes, or any eight."""
    at = 0 if chance.random() < 0.4 else _place(honest, chance)
    return honest[:at] + struct.pack("<Q", chance.choice(SIZES) % 2**64) + honest[at + 8 :]


def _words_changed(honest: bytes, chance: random.Random) -> bytes:
    """Four or eight bytes of a header of whole numbers."""
    at = chance.choice((4, 8, 16, _place(honest, chance), _place(honest, chance)))
    form = chance.choice(("<I", "<Q"))
    word = struct.pack(form, chance.choice((*SIZES, chance.randrange(40))) % 2 ** (32 if form == "<I" else 64))
    return honest[:at] + word + honest[at + len(word) :]


def _not_numbers(honest: bytes, chance: random.Random) -> bytes:
    """NaN and infinity in the weights."""
    made = bytearray(honest)
    for _ in range(chance.choice((1, 3, 50))):
        at = chance.randrange(_reach(honest) if _reach(honest) < len(honest) else 0, len(honest))
        made[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\x00\x00\x80\x7f", b"\x00\x7c\x80\x7f"))[
            : len(honest) - at
        ]
    return bytes(made)


def _header_changed(honest: bytes, chance: random.Random) -> bytes:
    """A header of safetensors that is still JSON and says something else, with its true length in front."""
    end = _reach(honest)
    try:
        header = json.loads(honest[8:end])
    except ValueError:
        return _bytes_changed(honest, chance)
    if not isinstance(header, dict) or not header:
        return _bytes_changed(honest, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        _entry_changed(header, chance)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + honest[end:]


def _entry_changed(header: dict, chance: random.Random) -> None:
    name = chance.choice(sorted(header))
    entry = header[name]
    way = chance.randrange(10)
    if way == 0:
        del header[name]
        header["spare"] = 0
    elif way == 1:
        other = chance.choice(sorted(header))
        header[name], header[other] = header[other], header[name]
    elif way == 2:
        header[name + chance.choice((".x", "_scale", ".scale_weight", "\u0000"))] = header.pop(name)
    elif way == 3 or not isinstance(entry, dict) or "shape" not in entry:
        header[name] = chance.choice(WORDS)
    elif way == 4:
        entry["dtype"] = chance.choice((*TYPES, *WORDS))
    elif way in (5, 6) and isinstance(entry["shape"], list):
        shape = [chance.choice((*SIZES, *WORDS)) if chance.random() < 0.5 else side for side in entry["shape"]]
        entry["shape"] = chance.choice((shape, entry["shape"][::-1], [1, *entry["shape"]], [], [0], [2**40, 0]))
    elif way == 7 and isinstance(entry.get("data_offsets"), list):
        entry["data_offsets"] = [chance.choice((*SIZES, *entry["data_offsets"])) for _ in range(2)]
    else:
        entry[chance.choice(("dtype", "shape", "data_offsets", "more"))] = chance.choice(WORDS)


def _json_changed(honest: bytes, chance: random.Random) -> bytes:
    """An index that is still JSON."""
    try:
        whole = json.loads(honest)
    except ValueError:
        return _bytes_changed(honest, chance)
    table = whole.get("weight_map") if isinstance(whole, dict) else None
    if not isinstance(table, dict) or not table or chance.random() < 0.2:
        return json.dumps({"weight_map": chance.choice((*WORDS, {"a": {}}, {"": ""}))}).encode()
    for _ in range(chance.choice((1, 1, 3))):
        name = chance.choice(sorted(table))
        places = (*WORDS, "../x.safetensors", "/etc/hosts.safetensors", "x.safetensors", *table.values())
        table[chance.choice((name, name, "other"))] = chance.choice(places)
    return json.dumps(whole).encode()
