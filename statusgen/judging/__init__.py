"""Project, history, reports and now become a Snapshot."""
