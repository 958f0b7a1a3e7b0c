"""Knowledge as data: YAML that a biomedical engineer can read and extend, checked against a schema when loaded."""
