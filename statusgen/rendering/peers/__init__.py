"""Files in the forms of other status pages, for programs and dashboards that were made for those."""
