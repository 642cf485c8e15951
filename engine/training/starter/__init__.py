"""The starter model: its drawn world, its training and its judges."""
