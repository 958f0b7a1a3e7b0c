"""The command ``medward``: a thin face over the library; here and in ``content.load`` alone files are opened."""
