"""Tells whether an error means that memory ran out, and which; by type and text, for every library words it its way."""

from __future__ import annotations

import re
from enum import StrEnum

from engine.memory.watch import Spilled


class Shortage(StrEnum):
    """What there was too little of."""

    DEVICE = "memory of the graphics card"
    LOCKED = "page-locked memory"
    HOST = "memory"
    SPILLED = "memory of the graphics card, without an error"  # the driver uses the computer's instead


SHORTAGES = (MemoryError, RuntimeError)  # the types that a shortage may have; a RuntimeError may be anything else too

# torch, cuBLAS, cuDNN, cuSOLVER; "not initialised" is what cuBLAS says when its workspace finds no room.
_DEVICE = re.compile(
    r"(CUDA|HIP)( error:)? out of memory|CU(BLAS|SOLVER|SPARSE)\w*_STATUS_(ALLOC_FAILED|NOT_INITIALIZED)"
    r"|CUDNN_STATUS_(ALLOC_FAILED|NOT_INITIALIZED|INTERNAL_ERROR_(DEVICE|HOST)_ALLOCATION_FAILED)"
    r"|CUDA driver error: out of memory",
    re.IGNORECASE,
)
_LOCKED = re.compile(r"cudaHost(Alloc|Register)|pin(ned)?[ _-]memory", re.IGNORECASE)
_HOST = re.compile(
    r"DefaultCPUAllocator: (can't allocate|not enough) memory|std::bad_alloc|unable to allocate|cannot allocate memory",
    re.IGNORECASE,
)


def shortage(wrong: BaseException) -> Shortage | None:
    """What there was too little of; None for an error of another kind."""
    if isinstance(wrong, Spilled):
        return Shortage.SPILLED
    text = str(wrong)
    if isinstance(wrong, SHORTAGES) and _LOCKED.search(text) and "memory" in text:
        return Shortage.LOCKED
    if type(wrong).__name__ == "OutOfMemoryError" or (isinstance(wrong, RuntimeError) and _DEVICE.search(text)):
        return Shortage.DEVICE
    if isinstance(wrong, MemoryError) or (isinstance(wrong, RuntimeError) and _HOST.search(text)):
        return Shortage.HOST
    return None
