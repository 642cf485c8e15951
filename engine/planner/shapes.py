"""The names and shapes of every tensor of a Wan transformer, from its numbers alone.  No torch."""

from __future__ import annotations

from engine.nets.wan.configs import WanConfig

Shape = tuple[int, ...]


def tensors(net: WanConfig) -> dict[str, Shape]:
    """By official name, as a checkpoint that is not reduced has them."""
    d, table = net.dim, dict[str, Shape]()
    table["patch_embedding.weight"] = (d, net.in_dim, *net.patch_size)
    table["patch_embedding.bias"] = (d,)
    for name, rows, columns in (
        ("text_embedding.0", d, net.text_dim),
        ("text_embedding.2", d, d),
        ("time_embedding.0", d, net.freq_dim),
        ("time_embedding.2", d, d),
        ("time_projection.1", 6 * d, d),
    ):
        table |= _linear(name, rows, columns)
    for number in range(net.num_layers):
        table |= {f"blocks.{number}.{name}": shape for name, shape in _block(net).items()}
    patch = net.patch_size[0] * net.patch_size[1] * net.patch_size[2]
    table |= {"head.modulation": (1, 2, d), **_linear("head.head", net.out_dim * patch, d)}
    return table | _image(net)


def _linear(name: str, rows: int, columns: int) -> dict[str, Shape]:
    return {f"{name}.weight": (rows, columns), f"{name}.bias": (rows,)}


def _norm(name: str, width: int) -> dict[str, Shape]:
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}


def _block(net: WanConfig) -> dict[str, Shape]:
    d = net.dim
    table: dict[str, Shape] = {"modulation": (1, 6, d), **_norm("norm3", d)}
    for place in ("self_attn", "cross_attn"):
        image = ("k_img", "v_img") if place == "cross_attn" and net.image_dim else ()
        for part in ("q", "k", "v", "o", *image):
            table |= _linear(f"{place}.{part}", d, d)
        for part in ("norm_q", "norm_k", *(("norm_k_img",) if image else ())):
            table[f"{place}.{part}.weight"] = (d,)
    return table | _linear("ffn.0", net.ffn_dim, d) | _linear("ffn.2", d, net.ffn_dim)


def _image(net: WanConfig) -> dict[str, Shape]:
    if not net.image_dim:
        return {}
    i, d = net.image_dim, net.dim
    table = {**_norm("img_emb.proj.0", i), **_norm("img_emb.proj.4", d)}
    table |= {**_linear("img_emb.proj.1", i, i), **_linear("img_emb.proj.3", d, i)}
    return table | ({"img_emb.emb_pos": (1, net.image_positions, i)} if net.image_positions else {})
