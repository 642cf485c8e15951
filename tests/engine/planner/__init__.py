"""Tests of engine.planner."""
