"""One declaration per user-facing parameter.

A parameter is a dataclass field made by `param()`.  The control in the window, the flag of the command line, the
check, the saved project and the recipe inside the clip are all read from that field; nothing is written twice.
"""

from __future__ import annotations

import argparse
import dataclasses
import enum
import functools
import math
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from engine.api.errors import InvalidParam

KEY = "kinora.param"
P = typing.TypeVar("P")


class Level(StrEnum):
    """From which level of the recipe panel on a parameter is shown."""

    BASIC = "Basic"
    ADVANCED = "Advanced"
    EXPERT = "Expert"


@dataclass(frozen=True, slots=True)
class Param:
    """What a control, a flag and a check need to know about one field."""

    label: str
    help: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None  # legal values are base + k * step; None: any
    base: float = 0
    unit: str = ""  # shown after the number: "s", "px", "frames"
    group: str = "Sampling"
    level: Level = Level.ADVANCED
    multiline: bool = False
    formerly: tuple[str, ...] = ()  # names used by older files and by other programs

    def snap(self, value: float) -> float:
        """Move a number to the nearest legal one."""
        if self.step is not None:
            value = self.base + round((value - self.base) / self.step) * self.step
        if self.low is not None:
            value = max(self.low, value)
        if self.high is not None:
            value = min(self.high, value)
        return value


@dataclass(frozen=True, slots=True)
class Field:
    """A Param together with the name, type and default of its field."""

    name: str
    type: typing.Any  # bool, int, float, str, an Enum, tuple[float, ...] (a value per step) or tuple of records
    default: typing.Any
    param: Param

    @property
    def is_list(self) -> bool:
        return typing.get_origin(self.type) is tuple and not self.is_records

    @property
    def is_records(self) -> bool:
        """Several values that have parts: structs that read a flag (`of_flag`) and check themselves (`wrong`)."""
        return typing.get_origin(self.type) is tuple and isinstance(self.record, type)

    @property
    def record(self) -> typing.Any:
        """The class of one of them, None for other fields."""
        item = typing.get_args(self.type)[:1]
        return item[0] if item and isinstance(item[0], type) and issubclass(item[0], msgspec.Struct) else None

    @property
    def is_choice(self) -> bool:
        return isinstance(self.type, type) and issubclass(self.type, enum.Enum)


def param(default: typing.Any, label: str, help: str = "", **limits: typing.Any) -> typing.Any:
    """Declare a field: its default, its label, its help, then any of Param's other parts by name."""
    return dataclasses.field(default=default, metadata={KEY: Param(label, help, **limits)})


def fields(cls: type[typing.Any]) -> tuple[Field, ...]:
    """The declared parameters of a params class, in order."""
    return _fields(cls)  # type: ignore[arg-type]  # classes are hashable; the stubs doubt it for Any


@functools.cache
def _fields(cls: typing.Hashable) -> tuple[Field, ...]:
    assert isinstance(cls, type)
    hints = typing.get_type_hints(cls)
    return tuple(
        Field(f.name, hints[f.name], f.default, f.metadata[KEY]) for f in dataclasses.fields(cls) if KEY in f.metadata
    )


def field(cls: type, name: str) -> Field:
    """One declared parameter by name; KeyError if there is none."""
    return next((f for f in fields(cls) if f.name == name), None) or _no_field(cls, name)


def _no_field(cls: type, name: str) -> Field:
    raise KeyError(f"{cls.__name__} has no parameter {name}")


def check(values: object) -> tuple[InvalidParam, ...]:
    """Every reason why these values cannot run, each naming its field in `.param`.

    A params class says in `conflicts` what no field can tell alone.
    """
    single = tuple(wrong for f in fields(type(values)) for wrong in _check_field(f, getattr(values, f.name)))
    return (*single, *getattr(values, "conflicts", tuple)())


def _check_field(f: Field, value: typing.Any) -> Iterator[InvalidParam]:
    if f.is_records:
        for one in value:
            yield from one.wrong()
    elif f.is_list:
        for number in value:
            yield from _check_number(f, number)
        if not value and f.default:
            yield InvalidParam(f"{f.param.label} needs at least one number", param=f.name)
    elif f.type in (int, float):
        yield from _check_number(f, value)


def _check_number(f: Field, value: float) -> Iterator[InvalidParam]:
    p, unit = f.param, f" {f.param.unit}" if f.param.unit else ""
    if math.isnan(value) or (p.low is not None and value < p.low):
        limit, side = p.low, "at least"
    elif p.high is not None and value > p.high:
        limit, side = p.high, "at most"
    else:
        return
    limit = 0.0 if limit is None else limit
    yield InvalidParam(
        f"{p.label} must be {side} {limit:g}{unit}",
        why=f"It is {value:g}{unit}.",
        do=(f"Set {p.label} to {limit:g}.",),
        param=f.name,
    )


def to_dict(values: object) -> dict[str, typing.Any]:
    """Plain values of JSON, by field name."""
    plain: dict[str, typing.Any] = {}
    for f in fields(type(values)):
        value = getattr(values, f.name)
        plain[f.name] = _plain(f, value)
    return plain


def _plain(f: Field, value: typing.Any) -> typing.Any:
    if f.is_records:
        return [msgspec.to_builtins(one) for one in value]
    return value.value if isinstance(value, enum.Enum) else list(value) if f.is_list else value


def from_dict(cls: type[P], data: Mapping[str, typing.Any]) -> P:
    """Read values of JSON into a params class; renamed fields are followed, unknown names are ignored.

    Raises InvalidParam when a value has the wrong type or is no legal choice.
    """
    kept = {}
    for f in fields(cls):
        for name in (f.name, *f.param.formerly):
            if name in data:
                kept[f.name] = convert(f, data[name])
                break
    return cls(**kept)


def convert(f: Field, value: typing.Any) -> typing.Any:
    """One value of JSON or of the command line, as the field's own type; raises InvalidParam."""
    try:
        if f.is_records:
            return _records(f, value)
        if f.is_list:
            return _numbers(value)
        if f.is_choice:
            return f.type(value)
        if f.type is bool:
            return _boolean(value)
        if f.type is int and isinstance(value, float) and not value.is_integer():
            raise ValueError(value)
        if f.type is str and not isinstance(value, str):
            raise TypeError(value)
        return f.type(value)
    except (TypeError, ValueError, OverflowError, msgspec.ValidationError) as wrong:
        options = f"one of {', '.join(str(m.value) for m in f.type)}" if f.is_choice else _kind(f)
        raise InvalidParam(
            f"{f.param.label} cannot be {str(value)[:40]!r}", why=f"It must be {options}.", param=f.name
        ) from wrong


def _records(f: Field, value: typing.Any) -> tuple[typing.Any, ...]:
    several = [value] if isinstance(value, str | Mapping) else value
    return tuple(
        f.record.of_flag(one)
        if isinstance(one, str)
        else one
        if isinstance(one, f.record)
        else msgspec.convert(one, f.record)
        for one in several
    )


def _numbers(value: typing.Any) -> tuple[float, ...]:
    if isinstance(value, str):
        return tuple(float(part) for part in value.replace(";", ",").split(",") if part.strip())
    if isinstance(value, int | float):
        return (float(value),)
    return tuple(float(number) for number in value)


def _boolean(value: typing.Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("1", "true", "yes", "on", "0", "false", "no", "off"):
        return str(value).lower() in ("1", "true", "yes", "on")
    raise ValueError(value)


def _kind(f: Field) -> str:
    if f.is_records:
        return str(f.record.METAVAR)
    if f.is_list:
        return "a number, or numbers separated by commas"
    return {int: "a whole number", float: "a number", bool: "yes or no", str: "text"}.get(
        f.type, "another kind of value"
    )


def add_flags(parser: argparse.ArgumentParser, cls: type) -> None:
    """One flag per parameter; a flag that is not given stays out of the namespace, so that model defaults apply."""
    for f in fields(cls):
        flag = "--" + f.name.replace("_", "-")
        if flag in parser._option_string_actions:  # another family has a parameter of that name
            continue
        text = f"{f.param.label}. {f.param.help}".strip().replace("%", "%%")
        group = _group(parser, f.param.group)
        if f.is_records:
            more = {"action": "append", "dest": f.name, "metavar": f.record.METAVAR, "default": argparse.SUPPRESS}
            group.add_argument(f"--{f.record.FLAG}", flag, help=f"{text} May be repeated", **more)
        elif f.type is bool:
            group.add_argument(flag, action=argparse.BooleanOptionalAction, default=argparse.SUPPRESS, help=text)
        else:
            limits = _limits(f)
            meta = "|".join(str(m.value) for m in f.type) if f.is_choice else _metavar(f)
            group.add_argument(flag, metavar=meta, default=argparse.SUPPRESS, help=f"{text}{limits}")


def _group(parser: argparse.ArgumentParser, title: str) -> argparse._ArgumentGroup:
    for group in parser._action_groups:
        if group.title == title:
            return group
    return parser.add_argument_group(title)


def _metavar(f: Field) -> str:
    return "N[,N...]" if f.is_list else {int: "N", float: "X", str: "TEXT"}[f.type]


def _limits(f: Field) -> str:
    p = f.param
    if p.low is None and p.high is None:
        return ""
    low, high = ("" if p.low is None else f"{p.low:g}"), ("" if p.high is None else f"{p.high:g}")
    return f" ({low}..{high}{' ' + p.unit if p.unit else ''})"


def from_flags(cls: type, given: argparse.Namespace) -> dict[str, typing.Any]:
    """The parameters that were given on the command line, as plain values; raises InvalidParam."""
    values = vars(given)
    plain = {}
    for f in fields(cls):
        if f.name in values:
            value = convert(f, values[f.name])
            plain[f.name] = _plain(f, value)
    return plain


def replace(values: P, **changes: typing.Any) -> P:
    """The same values with some changed."""
    return dataclasses.replace(values, **changes)  # type: ignore[type-var]


def is_optional(hint: typing.Any) -> bool:
    """Whether a type hint admits None."""
    return isinstance(hint, types.UnionType) and type(None) in typing.get_args(hint)
