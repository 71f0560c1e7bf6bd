"""The public API of Statuspage, version 2, as files: exactly its paths, keys and words."""
