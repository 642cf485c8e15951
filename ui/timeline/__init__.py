"""The clips in a row."""

from ui.timeline.timeline import Timeline

__all__ = ["Timeline"]
