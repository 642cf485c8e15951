"""The engine: everything that makes video, with no Qt."""
