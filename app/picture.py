"""Small pictures of films and stills, made in a background thread; the readers are imported only there."""

from __future__ import annotations

import io
from pathlib import Path


def thumbnail_png(path: Path, height: int) -> bytes:
    """The first frame at that height (pixels) as a PNG; raises BadInput."""
    from PIL import Image

    from engine.media.frames import thumbnail

    target = io.BytesIO()
    Image.fromarray(thumbnail(path, height)).save(target, "PNG", compress_level=1)
    return target.getvalue()


def write_thumbnail(path: Path, target: Path, height: int) -> None:
    """Put the thumbnail of `path` at `target`, whole or not at all; raises BadInput."""
    data = thumbnail_png(path, height)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    part.write_bytes(data)
    part.replace(target)
