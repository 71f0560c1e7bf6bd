"""An intent becomes an edit of a file."""
