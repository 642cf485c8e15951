"""What a job needs, whether it fits and how long it takes, before anything is loaded."""
