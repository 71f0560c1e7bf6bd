"""A Snapshot becomes files."""
