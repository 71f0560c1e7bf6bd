"""Where in a project the files lie that several rooms know of."""

SCHEMA_FOLDER = "schema"
SETTINGS_SCHEMA = f"{SCHEMA_FOLDER}/settings.schema.json"
INCIDENT_SCHEMA = f"{SCHEMA_FOLDER}/incident.schema.json"
