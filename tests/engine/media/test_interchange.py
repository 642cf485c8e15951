"""What an editing program is handed reads back as it lies on the timeline."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote, urlparse

import opentimelineio as otio
import pytest

from engine.api.errors import BadInput
from engine.media.cut import Cut, Heard, Shot
from engine.media.interchange import editing_rate, write_fcp7, write_otio, write_srt
from engine.media.output import Output
from tests.engine.media.films import HEIGHT, WIDTH, made, tone

FPS = Fraction(25)


@pytest.fixture
def cut(tmp_path):
    film = made(tmp_path, Output(fps=FPS, output_format="mkv ffv1"), 100, "a film, 电影 %41").path
    sound = tone(tmp_path / "sound.wav", 3.0)
    shots = (
        Shot(film, 10, 35, FPS, Fraction(0), "the first\n\nshot"),
        Shot(film, 50, 75, FPS, Fraction(2), "the second"),
    )
    sounds = (Heard(sound, Fraction(1), Fraction(0), Fraction(2)), Heard(sound, Fraction(0), Fraction(1), Fraction(1)))
    return Cut(shots, sounds, WIDTH, HEIGHT)


def places(track: otio.schema.Track) -> list[tuple[str, float, float, float]]:
    """Of every clip: its name, where it begins on the track, in its file, and its length in seconds."""
    return [
        (
            clip.name,
            clip.range_in_parent().start_time.to_seconds(),
            clip.source_range.start_time.to_seconds(),
            clip.source_range.duration.to_seconds(),
        )
        for clip in track.find_clips()
    ]


@pytest.mark.parametrize(("write", "adapter"), [(write_otio, "otio_json"), (write_fcp7, "fcp_xml")])
def test_an_editor_finds_every_clip_at_its_place(cut, tmp_path, write, adapter):
    path = write(cut, FPS, tmp_path / "out" / "timeline")
    back = otio.adapters.read_from_file(str(path), adapter)
    timeline = next(back.find_children(descended_from_type=otio.schema.Timeline)) if hasattr(back, "append") else back
    pictures, sounds = timeline.video_tracks(), timeline.audio_tracks()
    assert places(pictures[0]) == [("the first\n\nshot", 0, 0.4, 1), ("the second", 2, 2, 1)]
    assert [places(track) for track in sounds] == [[("sound", 0, 1, 2)], [("sound", 1, 0, 1)]]
    url = urlparse(next(iter(pictures[0].find_clips())).media_reference.target_url)
    assert Path(unquote(url.path)) == cut.shots[0].path


def test_the_chosen_part_begins_at_zero(cut, tmp_path):
    part = Cut(cut.shots, (), WIDTH, HEIGHT, Fraction(12, 25), Fraction(62, 25))
    timeline = otio.adapters.read_from_file(str(write_otio(part, FPS, tmp_path / "t.otio")))
    assert [row[1:] for row in places(timeline.video_tracks()[0])] == [(0, 0.88, 0.52), (1.52, 2, 0.48)]


def test_titles_become_subtitles(cut, tmp_path):
    text = write_srt(cut, tmp_path / "titles.srt").read_text(encoding="utf-8")
    assert text == (
        "1\n00:00:00,000 --> 00:00:01,000\nthe first shot\n\n2\n00:00:02,000 --> 00:00:03,000\nthe second\n"
    )


def test_subtitles_without_a_word_are_refused(cut, tmp_path):
    nameless = Cut((Shot(cut.shots[0].path, 0, 5, FPS, Fraction(0)),), (), WIDTH, HEIGHT)
    with pytest.raises(BadInput, match="no titles"):
        write_srt(nameless, tmp_path / "titles.srt")
    assert not (tmp_path / "titles.srt").exists()


@pytest.mark.parametrize(
    ("fps", "wanted"), [("25", "25"), ("8", "24"), ("10", "30"), ("16", "48"), ("23", "24000/1001"), ("120", "60")]
)
def test_a_rate_that_editors_lack_becomes_one_that_they_have(cut, tmp_path, fps, wanted):
    assert editing_rate(Fraction(fps)) == Fraction(wanted)
    back = otio.adapters.read_from_file(str(write_fcp7(cut, Fraction(fps), tmp_path / "t.xml")), "fcp_xml")
    starts = [
        row[1]
        for row in places(
            next(iter(back.find_children(descended_from_type=otio.schema.Timeline)), back).video_tracks()[0]
        )
    ]
    assert starts == [pytest.approx(0), pytest.approx(2, abs=0.03)]
