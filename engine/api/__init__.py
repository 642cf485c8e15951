"""The contract: the only language that the window, the worker and the files share."""
