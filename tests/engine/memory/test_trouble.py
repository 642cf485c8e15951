"""Every library words a shortage of memory its own way; what is none is told apart."""

from __future__ import annotations

import pytest
import torch

from engine.memory.trouble import Shortage, shortage

DEVICE = (
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 1.50 GiB. GPU 0 has a total capacity of 7.79 GiB"),
    RuntimeError("CUDA error: out of memory"),
    RuntimeError("CUDA driver error: out of memory"),
    RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
    RuntimeError("CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`"),
    RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
    RuntimeError("cuDNN error: CUDNN_STATUS_NOT_INITIALIZED"),
    RuntimeError("HIP out of memory. Tried to allocate 20.00 MiB"),
)
HOST = (
    MemoryError(),
    MemoryError("Unable to allocate 4.00 GiB for an array with shape (1073741824,) and data type float32"),
    RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 80 bytes."),
    RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 80 bytes."),
)
LOCKED = (
    RuntimeError("CUDA error: out of memory in cudaHostAlloc"),
    RuntimeError("cannot pin memory: CUDA error: out of memory"),
)
OTHER = (
    RuntimeError("CUDA error: an illegal memory access was encountered"),
    RuntimeError("shape '[2, 3]' is invalid for input of size 5"),
    ValueError("out of memory, says a value"),
    OSError(28, "No space left on device"),
)


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        *((wrong, Shortage.DEVICE) for wrong in DEVICE),
        *((wrong, Shortage.HOST) for wrong in HOST),
        *((wrong, Shortage.LOCKED) for wrong in LOCKED),
        *((wrong, None) for wrong in OTHER),
    ],
    ids=lambda given: str(given)[:40] or type(given).__name__,
)
def test_a_shortage_is_told_by_its_type_or_its_text(wrong, kind):
    assert shortage(wrong) is kind


def test_the_real_allocator_of_the_processor_is_understood():
    with pytest.raises(RuntimeError) as raised:
        torch.empty(2**55, dtype=torch.uint8)
    assert shortage(raised.value) is Shortage.HOST
