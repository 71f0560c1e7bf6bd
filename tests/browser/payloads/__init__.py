"""Texts that would run, load or lead away, were they not held back."""
