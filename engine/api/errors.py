"""What went wrong, said so that a person can act on it.

Every failure of the engine is an EngineError and carries the same parts: a stable code, a title (what happened),
why, what Kinora did about it, and what the person can do.  Anything else that is raised is a mistake of ours and is
caught and reported as one in `engine.run` only.
"""

from __future__ import annotations

from typing import ClassVar


class EngineError(Exception):
    """A failure the user can do something about.

    title   what happened, at most 60 characters, no blame
    why     the measured cause, with figures and units
    done    what Kinora did (kept, stopped, saved where)
    do      what the person can do, the first is recommended; each is a short sentence
    detail  for the log and the folded part of the card; never shown first
    param   the name of the parameter or input that is meant, "" if none
    """

    code: ClassVar[str] = "APP-001"

    def __init__(
        self,
        title: str,
        *,
        why: str = "",
        done: str = "Nothing was changed.",
        do: tuple[str, ...] = (),
        detail: str = "",
        param: str = "",
    ) -> None:
        super().__init__(title if not why else f"{title}. {why}")
        self.title, self.why, self.done, self.do, self.detail, self.param = title, why, done, do, detail, param


class InvalidParam(EngineError):
    """A value that the model cannot run with."""

    code = "PAR-001"


class BadInput(EngineError):
    """A picture, film or sound that cannot be used."""

    code = "IN-001"


class WeightsMissing(EngineError):
    """The model's files are not on this computer."""

    code = "MOD-005"


class WrongCheckpoint(EngineError):
    """The file holds another model than the one asked for."""

    code = "MOD-001"


class NotAModel(EngineError):
    """The file is no usable weight file at all (a web page, a pointer, an unknown format)."""

    code = "MOD-002"


class WhichModel(EngineError):
    """The file fits several published models and its name does not tell which; `choices` are their titles."""

    code = "MOD-006"

    def __init__(self, file: str, choices: tuple[str, ...]) -> None:
        self.choices = choices
        super().__init__(
            "Which model is this?",
            why=f"{file} fits {' and '.join(choices)}; they have the same tensors and its name does not tell.",
            done="It was not loaded; it stays where it is.",
            do=tuple(f"It is {title}" for title in choices),
        )


class UnsafeFile(EngineError):
    """The file type can run code when opened, so it was not opened."""

    code = "MOD-003"


class DamagedFile(EngineError):
    """The file is cut short or inconsistent."""

    code = "MOD-004"


class NotReady(EngineError):
    """The catalogue knows the model, but this version cannot run it yet."""

    code = "MOD-007"


class DoesNotFit(EngineError):
    """Even the smallest plan needs more memory than there is."""

    code = "GPU-002"


class OutOfMemory(EngineError):
    """Memory ran out while working."""

    code = "GPU-001"


class BadNumbers(EngineError):
    """The network produced numbers that are not finite, or a flat picture."""

    code = "GPU-004"


class DiskFull(EngineError):
    """There is no room left for the result."""

    code = "DSK-001"


class CannotWrite(EngineError):
    """The folder or file cannot be written to."""

    code = "DSK-002"


class DownloadInterrupted(EngineError):
    """The connection broke more often than is worth trying; what has come is kept."""

    code = "DL-001"


class WrongBytes(EngineError):
    """What came is not what was published."""

    code = "DL-002"


class NotTheServer(EngineError):
    """Something else answered, such as the sign-in page of a wireless network."""

    code = "DL-003"


class Offline(EngineError):
    """The network is switched off in Kinora."""

    code = "DL-005"


class DownloadRefused(EngineError):
    """The server does not hand the file out: it is gone, or a sign-in is asked for."""

    code = "DL-006"


class EngineStopped(EngineError):
    """The engine process ended unexpectedly."""

    code = "GPU-003"


class Mistake(EngineError):
    """A mistake of ours: an exception that nobody foresaw."""

    code = "APP-002"


class Cancelled(Exception):
    """The person asked to stop."""
