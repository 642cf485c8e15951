"""Weight files: read, recognised and put straight into place."""
