"""How times and amounts are written: rounded, by the user's locale, and always with their unit."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QLocale

from engine.api.events import Stage

GIB = 1 << 30
DASH, DOT, TIMES = "\N{EN DASH}", " \N{MIDDLE DOT} ", "\N{MULTIPLICATION SIGN}"


def timecode(seconds: float, *, hundredths: bool = True) -> str:
    """0:03.24, or 0:03 without the hundredths; from one hour on 1:00:03."""
    seconds = max(0.0, seconds)
    whole = int(seconds) if not hundredths else round(seconds * 100) // 100
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
    return f"{text}.{round(seconds * 100) % 100:02d}" if hundredths else text


def number(value: float, digits: int = 0) -> str:
    """A figure as the locale writes it."""
    return QLocale().toString(float(value), "f", digits)


def gib(amount: int) -> str:
    """An amount of bytes in GiB without the unit: 8.9."""
    return number(amount / GIB, 1)


def measured(seconds: float) -> str:
    """A time that was measured: 0.42 s, 24.1 s, 3 min 20 s, 2 h 05 min."""
    if seconds < 60:
        return _unit("s", number(seconds, 2 if seconds < 10 else 1))
    if seconds < 3600:
        minutes, rest = divmod(round(seconds), 60)
        return f"{_unit('min', number(minutes))} {_unit('s', f'{rest:02d}')}"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{_unit('h', number(hours))} {_unit('min', f'{minutes:02d}')}"


def span(low: float, high: float) -> str:
    """A forecast as a range in seconds, minutes or hours: 6-9 min."""
    unit, size = _scale(high)
    near, far = (number(_rounded(low, size), _digits(size)), number(_rounded(high, size), _digits(size)))
    return _unit(unit, far if near == far else f"{near}{DASH}{far}")


def about(low: float, high: float) -> str:
    """The middle of a range: 7 min."""
    middle = (low + high) / 2
    unit, size = _scale(middle)
    return _unit(unit, number(_rounded(middle, size), _digits(size)))


def time_left(low: float, high: float) -> str:
    """About 7 min left."""
    if high < 2:
        return QCoreApplication.translate("Words", "Almost done")
    return QCoreApplication.translate("Words", "About {time} left").format(time=about(low, high))


def done_at(low: float, high: float, now: datetime | None = None) -> str:
    """done about 14:39."""
    end = (now or datetime.now()) + timedelta(seconds=(low + high) / 2)
    return QCoreApplication.translate("Words", "done about {time}").format(time=f"{end:%H:%M}")


def _scale(seconds: float) -> tuple[str, int]:
    if seconds < 90:
        return "s", 1
    return ("min", 60) if seconds < 90 * 60 else ("h", 3600)


def _rounded(seconds: float, size: int) -> float:
    if size == 1 and seconds >= 20:
        return round(seconds / 5) * 5
    return max(1, round(seconds / size)) if size < 3600 else seconds / size


def _digits(size: int) -> int:
    return 1 if size == 3600 else 0


def _unit(unit: str, figure: str) -> str:
    forms = {
        "s": QCoreApplication.translate("Words", "{n} s"),
        "min": QCoreApplication.translate("Words", "{n} min"),
        "h": QCoreApplication.translate("Words", "{n} h"),
    }
    return forms[unit].format(n=figure)


def stage_name(stage: str) -> str:
    """A stage as the person reads it."""
    names = {
        Stage.LOAD: QCoreApplication.translate("Stage", "Loading the model"),
        Stage.TEXT: QCoreApplication.translate("Stage", "Reading the prompt"),
        Stage.VOICE: QCoreApplication.translate("Stage", "Listening to the voice"),
        Stage.IMAGE: QCoreApplication.translate("Stage", "Reading the picture"),
        Stage.DENOISE: QCoreApplication.translate("Stage", "Denoising"),
        Stage.SWITCH: QCoreApplication.translate("Stage", "Changing the expert"),
        Stage.DECODE: QCoreApplication.translate("Stage", "Decoding"),
        Stage.WRITE: QCoreApplication.translate("Stage", "Writing the file"),
    }
    return names.get(stage, str(stage))


def lag(seconds: float) -> str:
    """Where the sound of a film was found: sound lies +0.0 ms."""
    shown = number(abs(seconds) * 1000, 1)
    early = seconds < 0 and float(f"{abs(seconds) * 1000:.1f}") > 0
    sign = "\N{MINUS SIGN}" if early else "+"
    return QCoreApplication.translate("Words", "sound lies {n} ms").format(n=f"{sign}{shown}")


def window_name(index: int, count: int) -> str:
    """Window 3 of 5."""
    return QCoreApplication.translate("Stage", "Window {n} of {count}").format(n=index, count=count)


def part_name(stage: str, done: int, total: int) -> str:
    """Where a stage stands: step 5 of 8, frame 12 of 81; nothing for a stage without parts."""
    if not total:
        return ""
    if stage == Stage.DENOISE:
        form = QCoreApplication.translate("Stage", "step {n} of {count}")
        return form.format(n=min(done + 1, total), count=total)
    if stage in (Stage.DECODE, Stage.WRITE):
        return QCoreApplication.translate("Stage", "frame {n} of {count}").format(n=done, count=total)
    return QCoreApplication.translate("Stage", "part {n} of {count}").format(n=done, count=total)
