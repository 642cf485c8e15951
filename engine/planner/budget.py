"""How much memory a plan may count on, of the device that computes and of RAM."""

from __future__ import annotations

from engine.api.hardware import HardwareProfile
from engine.api.plan import Pinned

GIB = 2**30
FIXED = int(0.6 * GIB)  # what torch, its libraries and the driver take for themselves before any model
PROCESS = int(1.5 * GIB)  # RAM of a worker beside a card
SYSTEM = 2 * GIB  # RAM that stays for everything else
MARGIN = 0.03  # of a card, for what no formula foresees
DESKTOP = GIB  # of a card that shows the desktop of Windows, which takes more when windows open
LOCKED = {"windows": 0.4}  # share of RAM that the system lets be page-locked
LOCKED_ELSEWHERE = 0.8
SPARE, SPARE_SHARE = GIB // 2, 0.05  # less than this spare is tight


def limit(machine: HardwareProfile, pinned: Pinned) -> int:
    """The most that a plan may take on the device."""
    where = machine.device
    if not where.is_card:
        free = min(where.free, machine.ram_free)
        return _at_most(free - int(MARGIN * where.memory), where.memory, pinned)
    desktop = DESKTOP if machine.system == "windows" else 0
    return _at_most(where.free - int(MARGIN * where.memory) - desktop, where.memory, pinned)


def _at_most(room: int, memory: int, pinned: Pinned) -> int:
    share = pinned.share_of_memory
    return max(0, room if share is None else min(room, int(share * memory)))


def comfortable(machine: HardwareProfile, limit_bytes: int) -> int:
    """What a plan takes where more would bring nothing: enough stays spare for other programs."""
    return limit_bytes - spare(machine.device.memory)


def spare(total: int) -> int:
    """Less than this left over is tight."""
    return max(SPARE, int(SPARE_SHARE * total))


def waiting_room(machine: HardwareProfile, pinned: Pinned) -> int:
    """RAM for weights that wait beside a card; none beside a processor, which computes in RAM."""
    if not machine.device.is_card or pinned.keep_in_ram is False:
        return 0
    room = machine.ram_free - SYSTEM - PROCESS
    if pinned.copy_streams != 0:
        room = min(room, int(machine.ram * LOCKED.get(machine.system, LOCKED_ELSEWHERE)))
    return max(0, room)
