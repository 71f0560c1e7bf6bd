"""What a person can type, one module each."""
