"""Tests of engine.families.talking."""
