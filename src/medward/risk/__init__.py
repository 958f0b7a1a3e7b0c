"""How bad it is for the patient, and by when to act: published scores and decision tables, with unknowns kept."""
