"""Tests of the weight files."""
