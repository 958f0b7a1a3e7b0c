"""The join: which devices of an inventory do which advisories speak of, and does the version fall inside."""
