"""The field's words as frozen types, and the one way errors are told."""
