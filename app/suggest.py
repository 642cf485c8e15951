"""Which task fits what was dropped; the rule itself lies with the planner, so that the command line shares it."""

from __future__ import annotations

from engine.planner.suggest import suggest

__all__ = ["suggest"]
