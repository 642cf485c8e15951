"""Measurements that are run by hand: seconds belong here and never into a test."""
