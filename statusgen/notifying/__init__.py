"""Two editions of a page become messages, and messages reach people, each once."""
