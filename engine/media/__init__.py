"""Pictures, films and sound: reading and writing."""
