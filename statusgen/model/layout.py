"""Where in a project the files lie that several rooms know of."""

STATE = ".statusgen"
"""The folder of a project's own working files; safe to delete, but for heartbeats."""
HEARTBEATS = f"{STATE}/heartbeats"
"""Files that jobs touch, where a check names no other."""
SCHEMA_FOLDER = "schema"
SETTINGS_SCHEMA = f"{SCHEMA_FOLDER}/settings.schema.json"
INCIDENT_SCHEMA = f"{SCHEMA_FOLDER}/incident.schema.json"
