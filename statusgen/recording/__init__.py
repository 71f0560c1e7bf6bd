"""Probe results become history."""
