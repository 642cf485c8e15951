#!/usr/bin/env python3
"""Set up, run, test and measure Kinora from a fresh clone: `python3 dev.py run` is all that is needed.

    setup   make the environment (.venv) and install everything
    run     open the window; without a display make the example clip and say where it lies
    test    lint, laws, types and all tests            (more words are given to pytest)
    lint    only lint, laws and types
    bench   measurements                               (more words are given to `main.py bench`)

Uses nothing but the standard library, on Linux and Windows alike.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "kinora-stamp.txt"
CONSTRAINTS = HERE / "installer" / "environments" / "constraints.txt"
OLDEST = (3, 11)

# Debian and Ubuntu package of each shared library that Qt loads.
LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libpulse.so.0": "libpulse0",
    "libXrandr.so.2": "libxrandr2",
}
SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "8", "--dist", "loadfile")
FONTS = ("fonts-noto-core", "fonts-wqy-microhei")


def main(words: list[str]) -> int:
    """Do what the first word says; the exit status of what was run."""
    command, rest = (words[0], words[1:]) if words else ("help", [])
    if command not in ("setup", "run", "test", "lint", "bench"):
        print(__doc__)
        return 0 if command in ("help", "-h", "--help") else 2
    if sys.version_info < OLDEST:
        print(f"Kinora needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
        return 1
    setup()
    if command == "setup":
        print("Ready. Start the window with: python3 dev.py run")
        return 0
    return {"run": run, "test": test, "lint": lint, "bench": bench}[command](rest)


def setup() -> None:
    """Make the environment, or do nothing when it is already as the files ask."""
    install_system_packages(missing_system_packages())
    want = wanted()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == want:
        return
    if not PYTHON.exists():
        print("Making the environment in .venv ...", flush=True)
        check([sys.executable, "-m", "venv", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    pins = project()
    torch = next(pin for pin in pins["dependencies"] if pin.startswith("torch=="))
    print("Installing torch (large, once) ...", flush=True)
    check([*pip, *os.environ.get("KINORA_TORCH_OPTIONS", "").split(), torch])
    print("Installing the other packages ...", flush=True)
    check([*pip, "-c", str(CONSTRAINTS), *pins["dependencies"], *pins["optional-dependencies"]["dev"]])
    if shutil.which("nvidia-smi"):
        check([*pip, *pins["optional-dependencies"]["cuda"]])
    STAMP.write_text(want, encoding="utf-8")


def wanted() -> str:
    """What the environment must have been made from."""
    parts = [(HERE / "pyproject.toml").read_bytes(), CONSTRAINTS.read_bytes(), sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def project() -> dict:
    import tomllib  # not in the Pythons that are too old to run this

    return tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def missing_system_packages() -> list[str]:
    """The packages of Debian or Ubuntu that this machine lacks; [] on other systems."""
    if not sys.platform.startswith("linux") or not shutil.which("apt-get"):
        return []
    missing = [package for library, package in LIBRARIES.items() if not loads(library)]
    if not PYTHON.exists() and not has_venv():
        missing.append("python3-venv")
    if not any(Path("/usr/share/fonts").rglob("*.tt[fc]")):
        missing.extend(FONTS)
    return missing


def has_venv() -> bool:
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_system_packages(packages: list[str]) -> None:
    """Install them where we may; else name the one line that does, and stop only if nothing can work without."""
    if not packages:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"] if can_sudo() else None
    if rights is not None:
        print("Installing system packages:", *packages, flush=True)
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
        subprocess.run([*rights, "apt-get", "update"], check=False, **quiet)
        if subprocess.run([*rights, *install], check=False, **quiet).returncode == 0:
            return
    print("These system packages are missing; install them with this line, then start again:")
    print("    sudo apt-get update && sudo " + " ".join(install))
    if "python3-venv" in packages or display():
        raise SystemExit(1)


def can_sudo() -> bool:
    return (
        bool(shutil.which("sudo"))
        and subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode == 0
    )


def display() -> bool:
    """Whether a window can be shown."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(words: list[str]) -> int:
    if display():
        return call([str(PYTHON), "main.py", "window", *words])
    clip = HERE / "example" / "red-circle.mp4"
    clip.parent.mkdir(exist_ok=True)
    print("There is no display, so here is the example clip instead of the window.", flush=True)
    prompt = "a red circle moves to the right on a blue background"
    status = call(
        [str(PYTHON), "main.py", "generate", "--positive-prompt", prompt, "--seed", "7", "--output", str(clip)]
    )
    if status == 0:
        print(f"The clip lies here: {clip}")
    return status


def lint(words: list[str]) -> int:
    steps = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["importlinter.cli", "lint"], ["mypy"])
    status = 0
    for module, *arguments in steps:
        code = "import sys; from importlinter.cli import lint_imports_command as go; sys.exit(go())"
        command = ["-c", code] if module == "importlinter.cli" else ["-m", module, *arguments]
        status = call([str(PYTHON), *command]) or status
    return status


def test(words: list[str]) -> int:
    """All of them side by side, one process a core; with words of your own, as pytest would run them."""
    return lint([]) or call([str(PYTHON), "-m", "pytest", *(words or SIDE_BY_SIDE)])


def bench(words: list[str]) -> int:
    return call([str(PYTHON), "main.py", "bench", *words])


def call(command: list[str]) -> int:
    return subprocess.run(command, cwd=HERE, check=False).returncode


def check(command: list[str]) -> None:
    status = call(command)
    if status:
        print("This did not work:", " ".join(command))
        raise SystemExit(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
