"""Walls around a process that has to open a file which could hold a program: no network, no files, no processes.

Raised once and never taken down.  What the system does not offer (Windows has no such limits) is left out; the hook of
Python stands everywhere.  This is the second line: the first is that nothing but tensors is unpickled.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

MIB = 2**20
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # of unshare(2)
_FORBIDDEN = (  # beginnings of the names of what a program may want from the system, docs.python.org audit events
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "os.chflags", "os.utime", "os.setxattr", "os.removexattr", "os.kill", "os.putenv", "os.unsetenv", "os.add_dll",
    "shutil.", "tempfile.", "ctypes.", "pty.", "webbrowser.", "urllib.", "http.", "ftplib.", "smtplib.", "sqlite3.",
    "winreg.", "msvcrt.", "syslog.", "signal.", "code.__new__", "builtins.input",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Walled(BaseException):
    """Something behind the walls wanted out; not an Exception, so that nothing on the way swallows it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process may use."""

    memory: int  # bytes of address space beyond what it has when the walls go up
    written: int  # bytes of the largest file it may write
    seconds: int  # of processor time


def leave_the_network() -> bool:
    """Go where there is no network; whether the system let us.  Only before there are threads."""
    if not sys.platform.startswith("linux"):
        return False
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        flags = _NEW_NETWORK if os.geteuid() == 0 else _NEW_NETWORK | _NEW_USER
        return bool(library.unshare(flags) == 0 or library.unshare(_NEW_NETWORK | _NEW_USER) == 0)
    return False


def limit(limits: Limits) -> None:
    """Bound memory, output, time and processes where the system has such bounds."""
    if sys.platform == "win32":
        return
    import resource

    bounds = {
        "RLIMIT_AS": _address_space() + limits.memory if _address_space() else 0,
        "RLIMIT_FSIZE": limits.written,
        "RLIMIT_CPU": limits.seconds,
    }
    for name, bound in bounds.items():
        if bound:
            with suppress(OSError, ValueError, AttributeError):
                resource.setrlimit(getattr(resource, name), (bound, bound))
    for name in ("RLIMIT_CORE", "RLIMIT_NPROC"):  # no dump, no further process or thread
        with suppress(OSError, ValueError, AttributeError):
            resource.setrlimit(getattr(resource, name), (0, 0))


def close_the_doors() -> None:
    """From here on nothing can be written but through files that are open, and nothing started or called."""
    sys.addaudithook(_guard)


def _guard(event: str, given: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise Walled(event)
    if event == "open" and len(given) == 3 and isinstance(given[2], int) and given[2] & _WRITING:
        raise Walled("open for writing")


def _address_space() -> int:
    """Bytes that this process has mapped, 0 where that cannot be known."""
    with suppress(OSError, ValueError, IndexError), open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0
