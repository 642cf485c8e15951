"""What is looked at: the stage, the player and the live preview."""

from ui.viewer.viewer import Viewer

__all__ = ["Viewer"]
