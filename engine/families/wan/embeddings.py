"""Prompts and pictures as Wan reads them, from what is kept on disk where that is possible.

The encoders are opened only for what is not kept, and let go at once: the text encoder of the large models takes
11 GiB that the transformer wants next.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from engine.encoders.image import open_image_encoder
from engine.encoders.kept import KeptTensors, key_of, sum_of
from engine.encoders.text import Where, open_text_encoder
from engine.encoders.tokens import clean, open_tokenizer, tokenizer_identity
from engine.nets.clip import ImageNetwork
from engine.weights.checkpoint import open_checkpoint
from engine.weights.fingerprint import fingerprint


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Encodes, or remembers."""

    kept: KeptTensors
    where: Where

    def texts(self, prompts: tuple[str, ...], weights: Path, tokenizer: Path, text_len: int) -> tuple[Tensor, ...]:
        """L D for each prompt, L at most text_len, on the device of `where`, not padded.

        weights: file, index or folder of the UMT5 encoder; tokenizer: folder with tokenizer.json.
        """
        depends = (fingerprint(open_checkpoint(weights)), tokenizer_identity(tokenizer), text_len, *self._way)
        keys = {text: key_of("text", text, *depends) for text in map(clean, prompts)}
        rows = {text: kept for text, key in keys.items() if (kept := self.kept.find(key)) is not None}
        absent = tuple(text for text in keys if text not in rows)
        if absent:
            encoder = open_text_encoder(weights, open_tokenizer(tokenizer, text_len), self.where)
            for text, made in zip(absent, encoder.encode(absent), strict=True):
                self.kept.keep(keys[text], made)
                rows[text] = made
        return tuple(rows[clean(prompt)].to(self.where.device) for prompt in prompts)

    def picture(self, picture: Tensor, weights: Path, numbers: ImageNetwork) -> Tensor:
        """1+P D for a picture 3 H W of -1 to 1; weights: file or folder of the CLIP encoder."""
        content = picture.detach().float().cpu().contiguous()
        encoder = fingerprint(open_checkpoint(weights))
        key = key_of("picture", sum_of(content), list(content.shape), encoder, *self._way)
        rows = self.kept.find(key)
        if rows is None:
            rows = open_image_encoder(weights, numbers, self.where).encode(content)
            self.kept.keep(key, rows)
        return rows.to(self.where.device)

    @property
    def _way(self) -> tuple[str, str, str]:
        """What else may change a bit of the result: type, kind of device, version of the library."""
        return str(self.where.dtype), self.where.device.type, torch.__version__
