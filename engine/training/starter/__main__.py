"""Trains the starter model step by step: `python -m engine.training.starter vae --folder F --minutes 30`.

The steps in order: vae (the autoencoder), latents (encode clips with it), dit (transformer and text encoder),
refine (the decoder alone, on), export (write the model's files). vae and dit continue where an earlier run stopped.
look and judge show how far it is.
"""

from __future__ import annotations

import argparse
from pathlib import Path

CAPACITY = 30000  # clips, 30 kB each


def main() -> None:
    """Reads the command line and runs one step."""
    parser = argparse.ArgumentParser(prog="python -m engine.training.starter", description=__doc__)
    parser.add_argument("step", choices=tuple(STEPS))
    parser.add_argument("--folder", type=Path, required=True, help="where checkpoints and latents are kept")
    parser.add_argument("--minutes", type=float, default=30.0, help="training time, over all restarts")
    parser.add_argument("--threads", type=int, default=1, help="2: take a second processor while it is free")
    parser.add_argument("--clips", type=int, default=4000, help="latents: how many clips to encode")
    parser.add_argument("--target", type=Path, help="export: the model's folder; look: the picture to write")
    parser.add_argument("--count", type=int, default=64, help="judge: how many prompts")
    options = parser.parse_args()
    STEPS[options.step](options)


def _vae(options: argparse.Namespace) -> None:
    from engine.training.starter.train_vae import VaeRun, train

    train(VaeRun(options.folder, options.minutes * 60, options.threads))


def _latents(options: argparse.Namespace) -> None:
    import torch

    from engine.training.starter.sample import trained_vae
    from engine.training.starter.train_dit import freeze
    from engine.training.starter.train_vae import fast_layout

    torch.set_num_threads(options.threads)
    freeze(options.folder, fast_layout(trained_vae(options.folder)), options.clips, CAPACITY)


def _dit(options: argparse.Namespace) -> None:
    from engine.training.starter.sample import trained_vae
    from engine.training.starter.train_dit import DitRun, train
    from engine.training.starter.train_vae import fast_layout

    vae = fast_layout(trained_vae(options.folder))
    train(DitRun(options.folder, options.minutes * 60, options.threads), lambda store: store.grow(vae, 2))


def _refine(options: argparse.Namespace) -> None:
    from engine.training.starter.refine_vae import refine
    from engine.training.starter.train_vae import VaeRun

    refine(VaeRun(options.folder, options.minutes * 60, options.threads, peak_rate=1.5e-3))


def _export(options: argparse.Namespace) -> None:
    from engine.training.starter.export import export
    from engine.training.starter.look import previews

    export(options.folder, options.target)
    previews(options.folder, options.target)


def _look(options: argparse.Namespace) -> None:
    from engine.training.starter.look import look

    look(options.folder, options.target)


def _judge(options: argparse.Namespace) -> None:
    from engine.training.starter.look import judge_checkpoint, judge_originals, judge_reconstructions

    print("drawn clips:", judge_originals(options.count))
    print("through the autoencoder:", judge_reconstructions(options.folder, options.count))
    print("made from prompts:", judge_checkpoint(options.folder, options.count))


STEPS = {
    "vae": _vae,
    "latents": _latents,
    "dit": _dit,
    "refine": _refine,
    "export": _export,
    "look": _look,
    "judge": _judge,
}

if __name__ == "__main__":
    main()
