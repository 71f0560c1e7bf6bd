"""What people wrote becomes a Project."""
