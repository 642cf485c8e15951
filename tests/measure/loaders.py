"""Every way in which a foreign weight file is read, each with an honest tiny file to spoil."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path

import torch

from engine.encoders.text import numbers_of
from engine.nets.clip import ImageEncoderNetwork, ImageNetwork
from engine.nets.umt5 import TextEncoderNetwork
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_config import MEAN_21, STD_21, VaeConfig
from engine.nets.wav2vec import SpeechNetwork, SpeechNumbers, speech_names
from engine.weights.checkpoint import open_checkpoint
from engine.weights.detect import describe, must_be_runnable, recognise
from engine.weights.fingerprint import fingerprint
from engine.weights.lora import change_of
from engine.weights.lora_apply import shapes_of
from engine.weights.lora_file import open_lora
from engine.weights.lora_fit import report, used_layers
from engine.weights.names import NameMap, image_names, official, text_names
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, nothing_in_fp32, wan_in_fp32
from engine.weights.published import fitting, told_by_name
from engine.weights.vae_names import vae_names
from tests.engine.weights.files import save

GOLDEN = Path(__file__).parents[1] / "golden"
CPU = torch.device("cpu")
WAN = WanConfig(dim=32, ffn_dim=32, num_heads=2, num_layers=1, text_dim=32, text_len=8, freq_dim=32)
REDUCED = WanConfig(dim=64, ffn_dim=96, num_heads=4, num_layers=2, text_dim=32, text_len=16, freq_dim=32)
VAE = VaeConfig(4, 4, 16, False, 1, MEAN_21, STD_21, num_res_blocks=1)
CLIP = ImageNetwork(size=28, patch=14, dim=16, dim_ffn=32, heads=2, layers=2)
SPEECH = SpeechNumbers(
    channels=8, width=16, ffn=16, heads=2, layers=1, reach=4, groups=2, stable=False, conv_bias=False
)


@dataclass(frozen=True, slots=True)
class Loader:
    """One way to read: makes honest files in a folder and names the one to spoil; then reads what lies there."""

    make: Callable[[Path], Path]
    read: Callable[[Path], None]


def _weights(network: torch.nn.Module) -> dict[str, torch.Tensor]:
    torch.manual_seed(1)
    return {name: torch.randn(value.shape) * 0.1 for name, value in network.state_dict().items()}


def _saved(make: Callable[[], torch.nn.Module]) -> Callable[[Path], Path]:
    return lambda folder: save(folder / "model.safetensors", _weights(make()))


def _copied(name: str) -> Callable[[Path], Path]:
    def copy(folder: Path) -> Path:
        path = folder / name
        path.write_bytes((GOLDEN / name).read_bytes())
        return path

    return copy


def _loaded(build: Callable[[], torch.nn.Module], names: NameMap) -> Callable[[Path], None]:
    keep = wan_in_fp32 if names is official else nothing_in_fp32
    ways = cycle((False, True))  # read and mapped in turn

    def read(path: Path) -> None:
        mapped, checkpoint = next(ways), open_checkpoint(path)
        with torch.device("meta"):
            network = build()
        load(network, checkpoint, Loading(names, Precision(torch.float32, keep), CPU, mapped))

    return read


def _text(path: Path) -> None:
    checkpoint = open_checkpoint(path)
    with torch.device("meta"):
        network = TextEncoderNetwork(numbers_of(checkpoint))
    load(network, checkpoint, Loading(text_names, Precision(torch.float32, nothing_in_fp32), CPU, True))


def _looked_at(path: Path) -> None:
    checkpoint = open_checkpoint(path)
    describe(checkpoint)
    told_by_name(fitting(recognise(checkpoint)), path)
    fingerprint(checkpoint)
    must_be_runnable(checkpoint)


def _lora(path: Path) -> None:
    lora = open_lora(path)
    report(lora, _shapes())
    for layer in used_layers(lora, _shapes()):
        change_of(lora, layer, CPU)


@cache
def _shapes() -> dict[str, tuple[int, ...]]:
    """Of the network that the golden LoRA files were made for."""
    with torch.device("meta"):
        return shapes_of(WanTransformer(REDUCED))


def _sharded(folder: Path) -> Path:
    places = {}
    for number in (1, 2):
        shard = f"m-0000{number}-of-00002.safetensors"
        given = {f"layer{number}.{part}": torch.randn(2, 3) for part in ("weight", "bias")}
        save(folder / shard, given)
        places |= dict.fromkeys(given, shard)
    index = folder / "m.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {"total_size": 96}, "weight_map": places}))
    return index


def _umt5() -> TextEncoderNetwork:
    from engine.nets.umt5 import TextNetwork

    return TextEncoderNetwork(TextNetwork(40, 16, 16, 24, 2, 2, 32))


def _text_gguf(folder: Path) -> Path:
    import gguf

    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.T5ENCODER, 2)
    writer = gguf.GGUFWriter(folder / "t5.gguf", "t5encoder")
    writer.add_token_list(["a", "ball"])
    weights = {name: value for name, value in _weights(_umt5()).items() if name != "encoder.embed_tokens.weight"}
    for name, value in weights.items():
        writer.add_tensor(names.get_name(name, (".weight",)), value.numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return folder / "t5.gguf"


def _speech(folder: Path) -> Path:
    return save(folder / "wav2vec2.safetensors", _weights(SpeechNetwork(SPEECH)))


LOADERS: dict[str, Loader] = {
    "safetensors header": Loader(_saved(lambda: torch.nn.Linear(3, 4)), _looked_at),
    "gguf header": Loader(_text_gguf, _looked_at),
    "sharded index": Loader(_sharded, lambda path: _looked_at(path.parent)),
    "transformer": Loader(_saved(lambda: WanTransformer(WAN)), _loaded(lambda: WanTransformer(WAN), official)),
    "scaled fp8": Loader(
        _copied("wan_tiny_fp8_scaled.safetensors"), _loaded(lambda: WanTransformer(REDUCED), official)
    ),
    "gguf q4_0": Loader(_copied("wan_tiny_q4_0.gguf"), _loaded(lambda: WanTransformer(REDUCED), official)),
    "text encoder": Loader(
        lambda folder: save(
            folder / "t5.safetensors",
            {n: v for n, v in _weights(_umt5()).items() if n != "encoder.embed_tokens.weight"},
        ),
        _text,
    ),
    "text encoder gguf": Loader(_text_gguf, _text),
    "image encoder": Loader(
        _saved(lambda: ImageEncoderNetwork(CLIP)), _loaded(lambda: ImageEncoderNetwork(CLIP), image_names(1))
    ),
    "video autoencoder": Loader(_saved(lambda: WanVae(VAE)), _loaded(lambda: WanVae(VAE), vae_names(False, 1))),
    "speech encoder": Loader(_speech, _loaded(lambda: SpeechNetwork(SPEECH), speech_names)),
    "lora": Loader(_copied("lora_peft_diffusion_model.safetensors"), _lora),
}
