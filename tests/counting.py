"""Counts what a network does on the meta device, at full scale and without its weights: memory, traffic, FLOPs."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import FlopCounterMode

PRODUCTS = ("mm", "addmm", "bmm", "baddbmm", "linear", "convolution", "_scaled_dot_product")


class PeakBytes(TorchDispatchMode):
    """The largest sum of the storages that were made inside and are alive at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.peak, self._alive = 0, {}

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        given = {_storage(t)._cdata for t in _tensors((args, kwargs))}
        result = function(*args, **(kwargs or {}))
        self._alive = {key: entry for key, entry in self._alive.items() if not entry[0].expired()}
        for tensor in _tensors(result):
            storage = _storage(tensor)
            if storage._cdata not in given and storage._cdata not in self._alive:
                self._alive[storage._cdata] = (StorageWeakRef(storage), storage.nbytes())
        self.peak = max(self.peak, sum(size for _, size in self._alive.values()))
        return result


class GlueBytes(TorchDispatchMode):
    """Bytes read and written by every operation that is neither a view nor a matrix product."""

    def __init__(self) -> None:
        super().__init__()
        self.total, self.by_name = 0, {}

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        name = function.name().removeprefix("aten::").partition(".")[0]
        makes = not function.is_view and not name.startswith(("empty", "new_empty", "_unsafe_view"))
        if makes and not name.startswith(PRODUCTS):
            written = _tensors(result)
            overwritten = [] if name not in ("copy_", "fill_", "zero_") else written
            overwritten = overwritten + _tensors((kwargs or {}).get("out"))
            read = [t for t in _tensors((args, kwargs)) if not any(t is other for other in overwritten)]
            size = sum(_touched(t) for t in read + written)
            self.total += size
            self.by_name[name] = self.by_name.get(name, 0) + size
        return result


def flops(run) -> int:
    """Floating point operations of the matrix products of run()."""
    with FlopCounterMode(display=False) as counter:
        run()
    return counter.get_total_flops()


def attend_on_meta(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """What a flash kernel allocates: the result and one number per query and head."""
    q, k, v = (t.transpose(1, 2) for t in (q, k, v))
    return torch.ops.aten._scaled_dot_product_flash_attention(q, k, v)[0].transpose(1, 2)


def _tensors(tree) -> list[Tensor]:
    return [leaf for leaf in tree_leaves(tree) if isinstance(leaf, Tensor)]


def _storage(tensor: Tensor) -> torch.UntypedStorage:
    return tensor.untyped_storage()


def _touched(tensor: Tensor) -> int:
    """Bytes of the distinct elements: an expanded axis is read once."""
    return (
        tensor.element_size() * torch.Size(n for n, s in zip(tensor.shape, tensor.stride(), strict=True) if s).numel()
    )
