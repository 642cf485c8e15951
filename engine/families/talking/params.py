"""What a person can set for a talking video, beside what every Wan model has.  No torch here: the window reads this."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.api.errors import InvalidParam
from engine.api.model import Mode, ModelSpec
from engine.api.params import Level, param
from engine.families.wan.params import WanParams

# FantasyTalking makes one window in which one person speaks, and knows no projected guidance.
WINDOWED = frozenset(
    {"motion_frame", "multi_audio_type", "speaker_boxes", "use_apg", "apg_momentum", "apg_norm_threshold", "scene_seg"}
)
BASIC, ADVANCED, EXPERT = Level.BASIC, Level.ADVANCED, Level.EXPERT


class TalkingScheduler(StrEnum):
    """The solver and its steps."""

    OFFICIAL = "official"
    UNIPC = "unipc"
    DPMPP = "dpm++"
    DPMPP_SDE = "dpm++_sde"
    EULER = "euler"
    DEIS = "deis"
    LCM = "lcm"
    CAUSVID = "flowmatch_causvid"
    DISTILLED = "distilled"


class ColorMatch(StrEnum):
    """How the colours of each window are brought back to those of the first picture."""

    DISABLED = "disabled"
    REINHARD_LAB = "reinhard_lab"
    MKL = "mkl"
    HM = "hm"
    REINHARD = "reinhard"
    MVGD = "mvgd"
    HM_MVGD_HM = "hm-mvgd-hm"
    HM_MKL_HM = "hm-mkl-hm"


class Turns(StrEnum):
    """When several people speak."""

    TOGETHER = "para"
    ONE_AFTER_THE_OTHER = "add"


class SpeechPrecision(StrEnum):
    """The type that the speech network computes in."""

    FP32 = "fp32"
    BF16 = "bf16"
    FP16 = "fp16"


class SpeechDevice(StrEnum):
    """Where the speech network computes."""

    AUTO = "auto"
    GPU = "gpu"
    CPU = "cpu"


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkingParams(WanParams):
    """Every parameter of a talking video; the defaults of a model replace these."""

    mode: Mode = param(
        Mode.INFINITE_TALK, "Task", "What is made; follows from what was dropped", group="Prompt", level=EXPERT
    )
    num_frames: int = param(
        0,
        "Length",
        "At most so many frames; 0: as long as the voice",
        low=0,
        high=1_000_000,
        step=1,
        unit="frames",
        group="Size and time",
        level=BASIC,
        formerly=("max_frame_num",),
    )
    scheduler: TalkingScheduler = param(
        TalkingScheduler.OFFICIAL, "Scheduler", "The solver; official is the one the model was published with"
    )

    frame_window_size: int = param(
        81,
        "Window",
        "Frames that are made at a time; 81 is what the models were trained with",
        low=5,
        high=201,
        step=4,
        base=1,
        unit="frames",
        group="Voice",
        formerly=("frame_num",),
    )
    motion_frame: int = param(
        9,
        "Overlap",
        "Frames that a window takes over from the one before, so that the movement goes on",
        low=1,
        high=197,
        step=4,
        base=1,
        unit="frames",
        group="Voice",
    )
    audio_cfg: float = param(
        4.0,
        "Voice guidance",
        "How closely the mouth follows the voice; 3 to 5 works, 2 with an accelerator LoRA, 1 is fastest",
        low=1,
        high=10,
        group="Voice",
        level=BASIC,
        formerly=("audio_cfg_scale", "sample_audio_guide_scale"),
    )
    audio_scale: float = param(
        1.0, "Voice strength", "Multiplies what the voice adds to the picture", low=0, high=10, group="Voice"
    )
    multi_audio_type: Turns = param(
        Turns.TOGETHER,
        "Several voices",
        "para: all from the beginning; add: one after the other",
        group="Voice",
        formerly=("audio_type",),
    )
    speaker_boxes: tuple[float, ...] = param(
        (),
        "Places of the speakers",
        "Left, top, right and bottom of each, as shares of the picture; empty: side by side",
        low=0,
        high=1,
        group="Voice",
        level=EXPERT,
    )
    normalize_loudness: bool = param(
        True, "Even loudness", "Brings each voice to -23 LUFS before the network hears it", group="Voice", level=EXPERT
    )
    wav2vec_precision: SpeechPrecision = param(
        SpeechPrecision.FP32,
        "Speech precision",
        "The type that the speech network computes in",
        group="Weights and speed",
        level=EXPERT,
    )
    wav2vec_device: SpeechDevice = param(
        SpeechDevice.AUTO,
        "Speech device",
        "Where the speech network computes",
        group="Weights and speed",
        level=EXPERT,
    )
    scene_seg: bool = param(
        False,
        "Split at cuts",
        "A film that speaks is made shot by shot; no movement is carried over a cut",
        group="Voice",
        level=EXPERT,
    )
    colormatch: ColorMatch = param(
        ColorMatch.REINHARD_LAB,
        "Colour match",
        "Brings the colours of each window back to those of the first picture",
        group="Voice",
    )
    color_correction_strength: float = param(
        1.0, "Colour match strength", "0 leaves the colours as they come", low=0, high=1, group="Voice"
    )

    @property
    def prompts(self) -> tuple[str, ...]:
        """One for each window; the last one repeats."""
        return tuple(part.strip() for part in self.positive_prompt.split("|"))

    def unused(self, spec: ModelSpec) -> frozenset[str]:
        """The parameters that change nothing with that model: not shown, and refused where they are set."""
        alone = WINDOWED if self.mode is Mode.FANTASY_TALKING else frozenset()
        return WanParams.unused(self, spec) | {"cfg_zero_star"} | alone

    def conflicts(self) -> Iterator[InvalidParam]:
        """What cannot go together."""
        yield from WanParams.conflicts(self)
        if self.mode is not Mode.FANTASY_TALKING and self.motion_frame > self.frame_window_size - 4:
            most = self.frame_window_size - 4
            yield InvalidParam(
                "The overlap is longer than the window allows",
                why=f"Of {self.frame_window_size} frames at most {most} can come from the window before.",
                do=(f"Set Overlap to {most} or less.",),
                param="motion_frame",
            )
        if len(self.speaker_boxes) % 4:
            yield InvalidParam(
                "Each place needs four numbers",
                why=f"{len(self.speaker_boxes)} numbers were given: left, top, right, bottom of each speaker.",
                param="speaker_boxes",
            )
