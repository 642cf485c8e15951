"""The UMT5 text encoder of Wan: the network of transformers, made from our own numbers and never from a foreign file.

Token ids in, hidden states out.  A prompt is run without padding: the padded keys of the official code are masked away,
so the kept rows are the same (3e-7), and a short prompt costs a tenth.  Source: Wan-Video/Wan2.1@9737cba
wan/modules/t5.py.  Shapes: B prompts, L tokens, D width.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn
from transformers import UMT5Config, UMT5EncoderModel


@dataclass(frozen=True, slots=True)
class TextNetwork:
    """The numbers of a UMT5 encoder; each can be read off the shapes of its weights."""

    vocabulary: int
    dim: int
    dim_attention: int  # all heads together
    dim_ffn: int
    heads: int
    layers: int
    buckets: int  # of relative distance, far ones share a bucket


UMT5_XXL = TextNetwork(vocabulary=256384, dim=4096, dim_attention=4096, dim_ffn=10240, heads=64, layers=24, buckets=32)


class TextEncoderNetwork(nn.Module):
    """UMT5 encoder; its state dict has the Hugging Face names (`shared.weight`, `encoder.block.N...`).

    In half precision the library keeps the hidden state inside the range of fp16 after each half block, as the
    official code does.
    """

    def __init__(self, numbers: TextNetwork) -> None:
        super().__init__()
        if numbers.dim_attention % numbers.heads:
            raise ValueError(f"{numbers.dim_attention} channels do not split into {numbers.heads} heads")
        network = UMT5EncoderModel(
            UMT5Config(
                vocab_size=numbers.vocabulary,
                d_model=numbers.dim,
                d_kv=numbers.dim_attention // numbers.heads,
                d_ff=numbers.dim_ffn,
                num_layers=numbers.layers,
                num_heads=numbers.heads,
                relative_attention_num_buckets=numbers.buckets,
                relative_attention_max_distance=128,
                dropout_rate=0.0,
                feed_forward_proj="gated-gelu",
            )
        )
        self.shared, self.encoder = network.shared, network.encoder
        self.encoder.embed_tokens = self.shared

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:  # B L -> B L D
        """Hidden states after the last norm.  mask: B L, 1 = a token; None when no row is padded."""
        rows: Tensor = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return rows
