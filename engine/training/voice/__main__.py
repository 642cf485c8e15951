"""Trains the speaking starter step by step: `python -m engine.training.voice vae --folder F --starter S --minutes 22`.

The steps in order: vae (the starter's autoencoder, on), ear (the speech network), clips (encode people who speak; may
run beside talk), talk (the transformer and what hears), refine (the decoder alone, on), export (write the model's
files). All but clips and export continue where an earlier run stopped; resume makes the checkpoints of such a run from
the files that were shipped.
"""

from __future__ import annotations

import argparse
from pathlib import Path


def main() -> None:
    """Reads the command line and runs one step."""
    parser = argparse.ArgumentParser(prog="python -m engine.training.voice", description=__doc__)
    parser.add_argument("step", choices=tuple(STEPS))
    parser.add_argument("--folder", type=Path, required=True, help="where checkpoints and latents are kept")
    parser.add_argument("--starter", type=Path, help="vae, talk: the folder that the starter was trained in")
    parser.add_argument("--minutes", type=float, default=30.0, help="training time, over all restarts")
    parser.add_argument("--threads", type=int, default=1, help="2: take a second processor while it is free")
    parser.add_argument("--people", type=int, default=1500, help="clips: how many people to encode")
    parser.add_argument("--target", type=Path, help="export, resume: the model's folder")
    options = parser.parse_args()
    STEPS[options.step](options)


def _vae(options: argparse.Namespace) -> None:
    from engine.training.starter.train_vae import VaeRun
    from engine.training.voice.train_vae import train

    train(VaeRun(options.folder, options.minutes * 60, options.threads, peak_rate=2e-3), options.starter)


def _ear(options: argparse.Namespace) -> None:
    import torch

    from engine.training.voice.train_ear import EarRun, train

    torch.set_num_threads(options.threads)
    train(EarRun(options.folder, options.minutes * 60))


def _clips(options: argparse.Namespace) -> None:
    import torch

    from engine.training.starter.sample import trained_vae
    from engine.training.starter.train_vae import fast_layout
    from engine.training.voice.clips import Clips
    from engine.training.voice.train_ear import trained_ear
    from engine.training.voice.train_talk import PAIRS, PEOPLE

    torch.set_num_threads(options.threads)
    vae, ear = fast_layout(trained_vae(options.folder)), trained_ear(options.folder)
    clips = Clips(options.folder, PEOPLE, PAIRS)
    while len(clips.people) < min(options.people, PEOPLE):
        clips.add_person(vae, ear)
        if len(clips.pairs) < min(len(clips.people) // 2, PAIRS):
            clips.add_pair(vae, ear)


def _talk(options: argparse.Namespace) -> None:
    from engine.training.starter.sample import trained_vae
    from engine.training.voice.train_talk import TalkRun, train

    run = TalkRun(options.folder, options.minutes * 60, options.threads)
    train(run, trained_vae(options.folder), options.starter / "dit.pt")


def _refine(options: argparse.Namespace) -> None:
    from engine.training.starter.train_vae import VaeRun
    from engine.training.voice.train_vae import refine

    refine(VaeRun(options.folder, options.minutes * 60, options.threads, peak_rate=2e-3))


def _resume(options: argparse.Namespace) -> None:
    from engine.training.voice.resume import resume

    resume(options.target, options.folder)


def _export(options: argparse.Namespace) -> None:
    from engine.training.voice.export import export

    export(options.folder, options.target)


STEPS = {
    "vae": _vae,
    "ear": _ear,
    "clips": _clips,
    "talk": _talk,
    "refine": _refine,
    "resume": _resume,
    "export": _export,
}

if __name__ == "__main__":
    main()
