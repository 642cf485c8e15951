"""The least memory of a model: counted from its files and its network, never typed in."""

from __future__ import annotations

import msgspec
import pytest

from engine import catalog
from engine.api.model import Part
from engine.families.wan.spec import network
from engine.planner import needs
from engine.planner.budget import FIXED, PROCESS
from engine.planner.least import least

GIB = 2**30
KNOWN = catalog.load()


def card(model: str, variant: str = "") -> float:
    spec = KNOWN.model(model)
    return least(spec, spec.variant(variant)).card / GIB


def test_a_transformer_needs_two_blocks_and_what_denoising_its_smallest_size_holds():
    spec = KNOWN.model("wan2.1-t2v-14b")
    variant = spec.variant("bf16")
    net, at = network(spec), needs.grid(33, 832, 480, 8)
    working = needs.activation_bytes(net, at, needs.Manner(2, 2, 8)) + needs.text_bytes(net)
    found = least(spec, variant)
    narrow = needs.end_bytes(net) + 2 * needs.block_bytes(net, 2, 1)  # weights of 16 bits are narrowed to 8
    assert (found.card, found.part) == (narrow + working + FIXED, Part.TRANSFORMER)
    assert found.ram >= PROCESS and found.card < found.alone


def test_the_two_experts_of_a_pair_are_not_held_at_once():
    assert card("wan2.2-t2v-a14b", "fp8-scaled") == pytest.approx(card("wan2.1-t2v-14b", "fp8-scaled"), rel=0.01)


def test_official_files_of_32_bits_are_held_as_those_of_16():
    assert card("wan2.1-t2v-14b", "official") == pytest.approx(card("wan2.1-t2v-14b", "bf16"), rel=0.01)


def test_the_decoder_decides_where_it_is_larger_than_the_transformer():
    assert least(KNOWN.model("wan2.2-ti2v-5b")).part is Part.VAE
    assert least(KNOWN.model("wan2.1-t2v-14b")).part is Part.TRANSFORMER


def test_an_addition_weighs_on_the_blocks_it_is_attached_to():
    addition = KNOWN.model("infinitetalk").file("infinitetalk-single-fp16").bytes / GIB
    plain = card("wan2.1-i2v-480p", "fp8-scaled")
    assert card("infinitetalk", "fp8-scaled") - plain == pytest.approx(2 / 40 * addition, rel=0.05)


def test_a_larger_smallest_size_needs_more():
    spec = KNOWN.model("wan2.1-t2v-14b")
    larger = msgspec.structs.replace(spec, sizes=((1280, 720),))
    assert least(larger).card > least(spec).card


def test_a_file_of_unknown_length_is_counted_by_the_parameters_of_its_network():
    spec = KNOWN.model("wan2.1-t2v-14b")
    variant = spec.variant("fp16")
    id = variant.files[Part.TRANSFORMER][0]
    unknown = tuple(msgspec.structs.replace(f, bytes=0, about=0) if f.id == id else f for f in spec.files)
    counted = least(msgspec.structs.replace(spec, files=unknown), variant).card
    assert counted == pytest.approx(least(spec, variant).card, rel=0.001)


def test_a_family_that_is_not_built_yet_is_counted_by_its_weights():
    spec = KNOWN.model("vgen-t2v")
    assert least(spec).card == int(spec.file("vgen-t2v-unet").size + FIXED)


def test_a_model_without_variants_is_counted_by_what_its_parts_are_known_to_be():
    assert least(KNOWN.model("starter")).card > FIXED
