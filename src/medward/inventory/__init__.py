"""A hospital's own list of its devices: maintenance exports read with all their mess into records."""
