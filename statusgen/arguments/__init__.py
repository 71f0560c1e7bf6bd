"""What is typed becomes the call of a command, one module each."""
