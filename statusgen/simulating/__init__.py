"""Outages that happened, to look at without one."""
