"""How fast a machine does what a job asks for: products, attention, copies and reads, as far as they were measured."""

from __future__ import annotations

from dataclasses import dataclass

from engine.api.hardware import HardwareProfile
from engine.api.plan import Pinned
from engine.planner import needs

EXACT = ("sdpa", "cudnn", "flash")  # kernels of attention that compute in the type they are given
SHARE = 0.55  # of the rate of a large product that a whole network reaches where attention was not measured
LARGE = 0.9  # of that rate that the products of a network reach
GLUE = 45  # hidden states read or written in a block beside its products (facts/performance.md 5.2)
CARD_LINK, CARD_PLAIN_LINK, DISK = 12e9, 5e9, 1.5e9  # bytes per second, until measured
LINK_SHARE = 0.8  # of the measured rate of the link that a plan counts on
NARROW_PRODUCTS = {"fp8_fast": "fp8"}  # quantisation whose products are narrow too


@dataclass(frozen=True, slots=True)
class Rates:
    """What counts for one way of computing; per second."""

    linear: float  # FLOP
    attention: float  # FLOP
    memory: float  # bytes, 0: not known, and part of the other rates
    link: float  # bytes from RAM to the card, 0 where there is none
    disk: float  # bytes


def rates(machine: HardwareProfile, precision: str, quantization: str, attention: str, pinned: Pinned) -> Rates:
    """Of that machine with these types and that kernel."""
    plain = machine.rates.get(precision) or max(machine.matmul_flops, 1e9)
    linear = machine.rates.get(NARROW_PRODUCTS.get(quantization, ""), plain)
    measured = machine.attention_rates.get(attention, 0.0)
    wide = machine.link_rate or CARD_LINK
    if pinned.copy_streams == 0:
        wide = machine.plain_link_rate or CARD_PLAIN_LINK
    return Rates(
        linear=linear * (LARGE if measured else SHARE),
        attention=measured or plain * SHARE,
        memory=machine.copy_rate if measured else 0.0,
        link=wide * (pinned.share_of_link or LINK_SHARE) if machine.device.is_card else 0.0,
        disk=machine.disk_rate or DISK,
    )


def kernel(machine: HardwareProfile, pinned: Pinned) -> str:
    """The kernel of attention: the person's, else the fastest that computes exactly and was proven here."""
    if pinned.attention is not None:
        return pinned.attention
    proven = [name for name in machine.kernels if name in EXACT] or ["sdpa"]
    return max(proven, key=lambda name: machine.attention_rates.get(name, 0.0))


def block_seconds(net: needs.Shape, tokens: int, rate: Rates, compute_bytes: int) -> float:
    """One block on one sample whose prompt is prepared."""
    attention = needs.attention_flops(net, tokens)
    linear = needs.forward_flops(net, tokens, text_ready=True) - attention
    glue = GLUE * needs.hidden_bytes(net, tokens, compute_bytes) / rate.memory if rate.memory else 0.0
    return (linear / rate.linear + attention / rate.attention) / net.num_layers + glue
