"""Carries out a Placement: few places on the device, many blocks, and the right one there in time."""
