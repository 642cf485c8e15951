"""The kinds of file that can be made, each with its encoder, its options and what its quality number means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.api.errors import InvalidParam

GOP = 12  # frames between key frames: an exact seek in the viewer decodes at most so many (about 4 ms at 320 x 192)
MOST_THREADS = 4  # more would hold back more frames in the encoder, which a kill then loses


class Shape(Enum):
    """How the finished file comes from the growing one."""

    STREAM = "stream"  # the encoded frames are copied as they are
    ANIMATION = "animation"
    SEQUENCE = "sequence"  # a folder of pictures
    STILL = "still"


@dataclass(frozen=True, slots=True)
class Codec:
    name: str  # FFmpeg's
    pixels: str  # FFmpeg's pixel format
    options: tuple[tuple[str, str], ...] = ()
    quality_option: str = ""  # the option that `quality` is written to
    even: bool = False  # sides must be even


@dataclass(frozen=True, slots=True)
class OutputFormat:
    id: str  # value of the parameter output_format
    title: str
    suffix: str  # with the dot; "" for a folder
    shape: Shape
    codec: Codec  # of the growing file (and of the finished one for STREAM)
    muxer: str = ""  # FFmpeg's
    sound: str = ""  # FFmpeg's audio encoder; "" where the kind holds no sound
    quality: int = 0  # default of its quality number
    finest: int = 0  # the two ends of that number
    coarsest: int = 0


# Lossless, every frame a key frame: what becomes a gif, pictures or a there-and-back film is kept as it was made.
LOSSLESS = Codec("ffv1", "bgr0", (("level", "3"), ("slicecrc", "1"), ("slices", "4"), ("g", "1")))
H264 = Codec("libx264", "yuv420p", (("preset", "medium"), ("g", str(GOP))), "crf", True)
H265 = Codec(
    "libx265",
    "yuv420p",
    (("preset", "medium"), ("x265-params", f"log-level=error:keyint={GOP}:rc-lookahead={GOP}")),
    "crf",
    True,
)
AV1 = Codec("libsvtav1", "yuv420p", (("preset", "8"), ("g", str(GOP))), "crf", True)
PRORES = Codec("prores_ks", "yuv422p10le", (("vendor", "apl0"),), "profile", True)
VP9 = Codec(
    "libvpx-vp9",
    "yuv420p",
    (
        ("b", "0"),
        ("deadline", "good"),
        ("cpu-used", "4"),
        ("row-mt", "1"),
        ("g", str(GOP)),
        ("lag-in-frames", str(GOP)),
    ),
    "crf",
    True,
)

FORMATS = (
    OutputFormat("mp4 h264", "MP4, H.264: plays everywhere", ".mp4", Shape.STREAM, H264, "mp4", "aac", 19, 0, 51),
    OutputFormat("mp4 h265", "MP4, H.265: smaller", ".mp4", Shape.STREAM, H265, "mp4", "aac", 22, 0, 51),
    OutputFormat("mp4 av1", "MP4, AV1: smallest", ".mp4", Shape.STREAM, AV1, "mp4", "aac", 26, 1, 63),
    OutputFormat("mov prores", "MOV, ProRes: for editing", ".mov", Shape.STREAM, PRORES, "mov", "pcm_s16le", 3, 5, 0),
    OutputFormat("webm vp9", "WebM, VP9: for the web", ".webm", Shape.STREAM, VP9, "webm", "libopus", 24, 0, 63),
    OutputFormat("mkv ffv1", "MKV, FFV1: lossless", ".mkv", Shape.STREAM, LOSSLESS, "matroska", "flac"),
    OutputFormat("gif", "GIF animation", ".gif", Shape.ANIMATION, LOSSLESS, "gif"),
    OutputFormat("webp", "WebP animation", ".webp", Shape.ANIMATION, LOSSLESS, "webp", "", 80, 100, 0),
    OutputFormat("png sequence", "Folder of PNG pictures", "", Shape.SEQUENCE, LOSSLESS),
    OutputFormat("png", "PNG picture", ".png", Shape.STILL, LOSSLESS),
    OutputFormat("jpg", "JPEG picture", ".jpg", Shape.STILL, LOSSLESS, "", "", 95, 100, 1),
)


def format_of(id: str) -> OutputFormat:
    """The format with that id.  Raises InvalidParam."""
    found = next((f for f in FORMATS if f.id == id), None)
    if found is None:
        raise InvalidParam(
            "There is no such format",
            why=f"{id!r} is none of: {', '.join(f.id for f in FORMATS)}.",
            param="output_format",
        )
    return found
