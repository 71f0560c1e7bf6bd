"""Checks become probe results."""
