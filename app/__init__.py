"""The desktop application without its widgets: jobs, library, settings and the engine thread."""
