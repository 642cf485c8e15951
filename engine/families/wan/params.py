"""What a person can set for a Wan model.  No torch here: the window reads this."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.api.errors import InvalidParam
from engine.api.model import Mode, ModelSpec
from engine.api.params import Level, param
from engine.families.wan.params_kernels import KernelParams


class Proportion(StrEnum):
    """How a picture of another aspect is brought to size."""

    STRETCH = "stretch"
    FIT = "fit"
    PAD = "pad"
    PAD_EDGE = "pad_edge"
    CROP = "crop"


class CropPosition(StrEnum):
    """Which part of a picture is kept."""

    CENTER = "center"
    TOP = "top"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"


class Resampling(StrEnum):
    """How pixels are resampled."""

    NEAREST = "nearest-exact"
    BILINEAR = "bilinear"
    AREA = "area"
    BICUBIC = "bicubic"
    LANCZOS = "lanczos"


class Scheduler(StrEnum):
    """The solver and its steps."""

    UNIPC = "unipc"
    DPMPP = "dpm++"
    DPMPP_SDE = "dpm++_sde"
    EULER = "euler"
    DEIS = "deis"
    LCM = "lcm"
    CAUSVID = "flowmatch_causvid"
    DISTILLED = "distilled"


class OutputFormat(StrEnum):
    """What kind of file is made."""

    MP4_H264 = "mp4 h264"
    MP4_H265 = "mp4 h265"
    MP4_AV1 = "mp4 av1"
    MOV_PRORES = "mov prores"
    WEBM_VP9 = "webm vp9"
    MKV_FFV1 = "mkv ffv1"
    GIF = "gif"
    WEBP = "webp"
    PNG_SEQUENCE = "png sequence"
    PNG = "png"
    JPG = "jpg"


PAIR_ONLY = frozenset({"cfg_high_noise", "boundary", "cfg_truncate_high_noise_steps"})
CAUSVID_STEPS = 9  # a list chosen by hand on the curve of shift 8 (ModelTC/lightx2v configs/causvid); no rule for more
BASIC, ADVANCED, EXPERT = Level.BASIC, Level.ADVANCED, Level.EXPERT


@dataclass(frozen=True, slots=True, kw_only=True)
class WanParams(KernelParams):
    """Every parameter of a Wan generation; the defaults of a model replace these."""

    mode: Mode = param(
        Mode.TEXT_TO_VIDEO, "Task", "What is made; follows from what was dropped", group="Prompt", level=EXPERT
    )
    positive_prompt: str = param(
        "",
        "Prompt",
        "What happens, who is in it and how the camera moves",
        group="Prompt",
        level=BASIC,
        multiline=True,
        formerly=("prompt",),
    )
    negative_prompt: str = param(
        "",
        "Negative prompt",
        "What should not be seen; empty means the model's own official one",
        group="Prompt",
        level=BASIC,
        multiline=True,
    )
    use_negative_prompt: bool = param(
        True, "Use a negative prompt", "Off: guidance compares with an empty prompt", group="Prompt", level=EXPERT
    )

    width: int = param(
        832,
        "Width",
        "Of the clip; moved to the nearest size the model can make",
        low=64,
        high=4096,
        step=16,
        unit="px",
        group="Size and time",
        level=BASIC,
    )
    height: int = param(
        480,
        "Height",
        "Of the clip; moved to the nearest size the model can make",
        low=64,
        high=4096,
        step=16,
        unit="px",
        group="Size and time",
        level=BASIC,
    )
    num_frames: int = param(
        81,
        "Length",
        "4n + 1 frames; 1 is a still picture",
        low=1,
        high=1001,
        step=4,
        base=1,
        unit="frames",
        group="Size and time",
        level=BASIC,
        formerly=("frames", "video_length"),
    )
    fps: str = param(
        "16",
        "Frame rate",
        "Frames per second of the clip, also as a fraction such as 30000/1001",
        unit="fps",
        group="Size and time",
        level=BASIC,
    )
    keep_proportion: Proportion = param(
        Proportion.CROP, "Fit the picture", "How a picture of another shape is brought to size", group="Size and time"
    )
    crop_position: CropPosition = param(
        CropPosition.CENTER,
        "Keep the part",
        "Which part of the picture stays when it is cropped or padded",
        group="Size and time",
    )
    upscale_method: Resampling = param(
        Resampling.LANCZOS, "Resampling", "How the dropped picture is resized", group="Size and time", level=EXPERT
    )

    steps: int = param(
        30, "Steps", "More steps: cleaner and slower", low=1, high=200, step=1, formerly=("num_inference_steps",)
    )
    cfg: tuple[float, ...] = param(
        (5.0,),
        "Guidance",
        "How closely the prompt is followed; 1 is twice as fast. A list gives one value per step",
        low=1,
        high=30,
        formerly=("guidance_scale",),
    )
    cfg_high_noise: tuple[float, ...] = param(
        (5.0,), "Guidance, high noise", "The same for the high-noise expert of a model with two", low=1, high=30
    )
    shift: float = param(
        5.0,
        "Shift",
        "Larger: more steps go into composition, fewer into detail",
        low=0.1,
        high=30,
        formerly=("flow_shift",),
    )
    seed: int = param(
        -1, "Seed", "The same seed makes the same clip again; -1 draws one", low=-1, high=2**63 - 1, step=1, level=BASIC
    )
    scheduler: Scheduler = param(
        Scheduler.UNIPC,
        "Scheduler",
        "The solver; unipc and dpm++ follow the official ones",
        formerly=("sample_solver",),
    )
    denoising_step_list: tuple[float, ...] = param(
        (),
        "Step list",
        "The timesteps a distilled model was made for, such as 1000, 750, 500, 250; read by distilled, lcm and euler",
        low=1,
        high=1000,
        level=EXPERT,
    )
    denoise_strength: float = param(
        1.0, "Denoise strength", "Below 1 starts from the dropped film or picture with noise added", low=0, high=1
    )
    start_step: int = param(
        0, "Start at step", "Steps before this one are left out", low=0, high=200, step=1, level=EXPERT
    )
    end_step: int = param(
        -1,
        "End at step",
        "Stops before this step and hands over what there is; -1: to the end",
        low=-1,
        high=200,
        step=1,
        level=EXPERT,
    )
    add_noise_to_samples: bool = param(
        True, "Add noise to samples", "Off: the film to start from is taken as it is", level=EXPERT
    )
    boundary: float = param(
        0.875,
        "Expert boundary",
        "Share of the noise at which the high-noise expert hands over",
        low=0,
        high=1,
        level=EXPERT,
    )
    cfg_truncate_steps: int = param(
        0, "Guidance off, last steps", "The last N steps run without guidance: faster", low=0, high=200, step=1
    )
    cfg_truncate_high_noise_steps: int = param(
        0,
        "Guidance off, before the switch",
        "The same for the last N steps of the high-noise expert",
        low=0,
        high=200,
        step=1,
        level=EXPERT,
    )
    riflex_freq_index: int = param(
        0,
        "RIFLEx frequency",
        "Lets a clip be longer than the model was trained for; 0 is off, 6 is usual",
        low=0,
        high=22,
        step=1,
        level=EXPERT,
    )

    output_format: OutputFormat = param(OutputFormat.MP4_H264, "Format", "What kind of file is made", group="Output")
    loop_count: int = param(
        0,
        "Loops",
        "How often a gif or webp plays; 0 is for ever",
        low=0,
        high=100,
        step=1,
        group="Output",
        level=EXPERT,
    )
    pingpong: bool = param(False, "There and back", "Plays forwards, then backwards", group="Output")
    filename_prefix: str = param(
        "kinora", "File name begins with", "Then follow date, task and seed", group="Output", level=EXPERT
    )
    save_output: bool = param(
        True, "Keep the file", "Off: it lies in a temporary folder until you keep it", group="Output", level=EXPERT
    )
    save_metadata: bool = param(
        True, "Settings inside the file", "Dropping the clip back restores every field", group="Output"
    )

    def unused(self, spec: ModelSpec) -> frozenset[str]:
        """The parameters that change nothing with that model: not shown, and refused where they are set."""
        return frozenset() if spec.experts == 2 else PAIR_ONLY

    def conflicts(self) -> Iterator[InvalidParam]:
        """What cannot go together."""
        yield from self.too_small_a_share()
        if self.scheduler == Scheduler.CAUSVID and self.steps > CAUSVID_STEPS:
            yield InvalidParam(
                f"CausVid has {CAUSVID_STEPS} steps",
                why=f"{self.steps} were asked for; its steps are a fixed list.",
                do=(
                    f"Set steps to {CAUSVID_STEPS} or fewer.",
                    "For more, take euler with shift 8: the list lies on it.",
                ),
                param="steps",
            )
