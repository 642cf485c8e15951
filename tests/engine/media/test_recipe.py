"""The recipe comes back from every kind of file exactly as it went in."""

from __future__ import annotations

import json
from fractions import Fraction

import av
import pytest
from PIL import Image

from engine.api.errors import BadInput
from engine.media.formats import FORMATS
from engine.media.output import Output
from engine.media.recipe import read_recipe
from tests.engine.media.films import made, tone

SHORT = '{"positive_prompt": "a ball"}'
ODD = json.dumps(
    {"positive_prompt": '红球 "quoted" \\ = ; # % \n\r\n\t 🎈 é e\u0301  ', "x": "<&>'"}, ensure_ascii=False
)
LONG = json.dumps({"positive_prompt": "一只红色的球向右滚动。" * 620}, ensure_ascii=False)  # 20 KB
VAST = json.dumps({"positive_prompt": "漢字" * 20_000}, ensure_ascii=False)  # 120 KB, more than a JPEG segment holds
LINES = '  {\n  "a": 1\r\n}\n\n'  # spaces and line ends at both ends


@pytest.mark.parametrize("kind", [each.id for each in FORMATS])
@pytest.mark.parametrize("text", [SHORT, ODD, LONG, VAST, LINES], ids=["short", "odd", "long", "vast", "lines"])
def test_the_recipe_comes_back_exactly(tmp_path, kind, text):
    assert read_recipe(made(tmp_path, Output(Fraction(16), kind, recipe=text), 2).path) == text


@pytest.mark.parametrize("kind", [each.id for each in FORMATS])
def test_without_save_metadata_nothing_is_inside(tmp_path, kind):
    written = made(tmp_path, Output(Fraction(16), kind), 2)
    assert read_recipe(written.path) is None
    whole = written.path if written.path.is_file() else written.path / "00001.png"
    assert b"kinora" not in whole.read_bytes().lower()


def test_the_comment_alone_is_enough_when_another_program_dropped_our_key(tmp_path):
    old = made(tmp_path, Output(Fraction(16), recipe=ODD), 2).path
    with av.open(str(old)) as source, av.open(str(tmp_path / "copy.mp4"), "w") as target:
        target.metadata["comment"] = source.metadata["comment"]
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
    assert read_recipe(tmp_path / "copy.mp4") == ODD


def test_comments_of_other_programs_are_no_recipe(tmp_path):
    image = Image.new("RGB", (8, 8))
    image.save(tmp_path / "a.jpg", comment=b"made elsewhere")
    image.save(tmp_path / "a.gif", comment=b"made elsewhere")
    image.save(tmp_path / "a.png")
    image.save(tmp_path / "a.webp")
    for name in ("a.jpg", "a.gif", "a.png", "a.webp"):
        assert read_recipe(tmp_path / name) is None
    assert read_recipe(tone(tmp_path / "a.wav", 0.2)) is None


def test_a_file_that_is_nothing_is_refused(tmp_path):
    (tmp_path / "a.mp4").write_text("words")
    with pytest.raises(BadInput):
        read_recipe(tmp_path / "a.mp4")
