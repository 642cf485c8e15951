"""Ties the worker to the window on Windows, so that it cannot outlive it; Linux does this inside the worker."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_LIMIT_KILL_ON_CLOSE = 0x2000
_EXTENDED_LIMITS = 9
_SET_QUOTA_AND_TERMINATE = 0x0101


class _Basic(ctypes.Structure):
    _fields_ = [
        ("per_process_time", ctypes.c_int64),
        ("per_job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    ]


class _Extended(ctypes.Structure):
    _fields_ = [
        ("basic", _Basic),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    ]


def tie(pid: int) -> None:
    """Put the process into a job object that ends with ours; nothing to do elsewhere than on Windows."""
    if sys.platform != "win32":
        return
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)
    for name in ("CreateJobObjectW", "OpenProcess"):
        getattr(kernel, name).restype = ctypes.c_void_p
    limits = _Extended()
    limits.basic.flags = _LIMIT_KILL_ON_CLOSE
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))  # never closed: the system closes it when we end
    kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
    process = ctypes.c_void_p(kernel.OpenProcess(_SET_QUOTA_AND_TERMINATE, False, pid))
    kernel.AssignProcessToJobObject(job, process)
    kernel.CloseHandle(process)
