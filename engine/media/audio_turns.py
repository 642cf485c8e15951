"""Who speaks when: several voices from the same moment on, or one after the other, all of one length in the end.

Every voice needs the length of the whole, for a voice that ended early would otherwise be heard backwards where the
video goes on. Lengths are counted in decoded samples, because headers are often wrong by more than a video frame.
"""

from __future__ import annotations

from dataclasses import replace

from engine.media.audio import LONGEST, sound_blocks
from engine.media.audio_wave import RATE, Voice


def together(voices: tuple[Voice, ...]) -> tuple[Voice, ...]:
    """All begin at once; shorter ones are followed by silence. Raises BadInput."""
    return _filled(voices, tuple(0 for _ in voices))


def in_turn(voices: tuple[Voice, ...]) -> tuple[Voice, ...]:
    """Each begins when the one before has ended, and is silent before and after. Raises BadInput."""
    begins, at = [], 0
    for voice in voices:
        begins.append(at)
        at += length_of(voice)
    return _filled(voices, tuple(begins))


def length_of(voice: Voice) -> int:
    """Samples at 16 kHz of a voice with the silence around it; a person without a file or a length has none.

    Raises BadInput.
    """
    around = round(voice.before * RATE) + round(voice.after * RATE)
    most = round(min(LONGEST, LONGEST if voice.seconds is None else voice.seconds) * RATE)
    if voice.path is None:
        return around + (0 if voice.seconds is None else most)
    samples = 0
    for block_CN in sound_blocks(voice.path, RATE, 1, voice.start):
        samples += block_CN.shape[1]
        if samples >= most:
            break
    return around + min(samples, most)


def _filled(voices: tuple[Voice, ...], begins: tuple[int, ...]) -> tuple[Voice, ...]:
    lengths = tuple(length_of(voice) for voice in voices)
    whole = max(begin + length for begin, length in zip(begins, lengths, strict=True))
    filled = []
    for voice, begin, length in zip(voices, begins, lengths, strict=True):
        if voice.path is None and voice.seconds is None:
            filled.append(Voice(None, seconds=whole / RATE))
            continue
        after = voice.after + (whole - begin - length) / RATE
        filled.append(replace(voice, before=voice.before + begin / RATE, after=after))
    return tuple(filled)
