"""Files become a site."""
