"""Files in git become commits, and commits reach the others."""
