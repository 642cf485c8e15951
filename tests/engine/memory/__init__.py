"""Tests of the memory of the engine."""
