"""The one codec: lines of JSON between processes, and JSON in files."""

from __future__ import annotations

from typing import Any

import msgspec

from engine.api.events import Event
from engine.api.orders import Order
from engine.api.request import GenerationRequest

_encoder = msgspec.json.Encoder()
_events: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_orders: msgspec.json.Decoder[Order] = msgspec.json.Decoder(Order)
_requests = msgspec.json.Decoder(GenerationRequest)


def encode(value: msgspec.Struct) -> bytes:
    """JSON without a line break."""
    return _encoder.encode(value)


def event(line: bytes | str) -> Event:
    """Read an event; raises msgspec.DecodeError (msgspec.ValidationError for a wrong shape)."""
    return _events.decode(line)


def order(line: bytes | str) -> Order:
    """Read an order; raises msgspec.DecodeError."""
    return _orders.decode(line)


def request(text: bytes | str) -> GenerationRequest:
    """Read a request; raises msgspec.DecodeError."""
    return _requests.decode(text)


def plain(value: Any) -> Any:
    """The value as dicts, lists and plain types."""
    return msgspec.to_builtins(value)
