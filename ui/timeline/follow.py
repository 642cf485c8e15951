"""Keeps the playhead of the timeline and the viewer in step, clip by clip."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ui.timeline.lanes import Block, Standing, block_at
from ui.timeline.strip import Strip
from ui.viewer.viewer import Viewer


class Follow(QObject):
    """Knows which clip of the track the viewer shows."""

    def __init__(self, strip: Strip, viewer: Viewer) -> None:
        super().__init__(strip)
        self._strip, self._viewer = strip, viewer
        self._current = ""  # id of the clip in the viewer, "" if it shows something else
        viewer.frame_shown.connect(self._on_frame)
        viewer.ended.connect(self._on_ended)
        viewer.emptied.connect(self.come_back)
        strip.seek_wanted.connect(self.seek)

    @property
    def current(self) -> Block | None:
        """The clip that the viewer shows, if it lies on the track."""
        return next((block for block in self._strip.blocks if block.id == self._current), None)

    @property
    def playing(self) -> bool:
        return self._viewer.player.playing

    def seek(self, seconds: float, *, play: bool = False) -> None:
        """Show the frame at that second; playing goes on from there, or begins with `play`."""
        block = block_at(self._strip.blocks, seconds)
        if block is None:
            self._strip.show_playhead(seconds)
            return
        if not block.has(block.frame_at(seconds)):
            self._strip.show_playhead(seconds)
            self._look_at_growth(block, seconds)
            return
        self._show(block, block.frame_at(seconds), play=play or self._viewer.player.playing)
        self._strip.show_playhead(min(seconds, block.end))

    def come_back(self) -> None:
        """Show the picture under the playhead, if there is one."""
        if self._strip.blocks:
            self.seek(self._strip.playhead)

    def tracks_changed(self) -> None:
        """Clips were added, taken away or moved."""
        path, block = self._viewer.player.path, self.current
        if path and block is not None and block.path != path:  # finished, or another take of it
            frame = min(self._viewer.player.index, block.first + block.frames - 1)
            self._show(block, frame, play=self._viewer.player.playing)
        elif path and block is None:
            self._current = next((block.id for block in self._strip.blocks if block.path == path), "")
        block = self.current
        if block is not None:
            self._strip.show_playhead(block.second_of(self._viewer.player.index))
        elif self._strip.playhead > self._strip.seconds:
            self._strip.show_playhead(self._strip.seconds)

    def _look_at_growth(self, block: Block, seconds: float) -> None:
        """Where nothing is finished yet: the preview of the window that is being made."""
        cell = block.cell_at(seconds)
        if cell is not None and cell.standing is Standing.GROWING:
            self._viewer.live.follow()

    def _show(self, block: Block, frame: int, *, play: bool) -> None:
        self._current = block.id
        self._viewer.show_clip(block.path, frame, play=play, title=block.title)

    def _on_frame(self, path: str, index: int) -> None:
        block = self.current
        if block is None or block.path != path:
            block = next((block for block in self._strip.blocks if block.path == path), None)
            self._current = block.id if block else ""
        if block is None:
            return
        if index >= block.first + block.frames and self._viewer.player.playing:
            self._go_on(block)
            return
        self._strip.show_playhead(block.second_of(index), follow=self._viewer.player.playing)

    def _on_ended(self, path: str) -> None:
        block = self.current
        if block is not None and block.path == path:
            self._go_on(block)

    def _go_on(self, block: Block) -> None:
        """Play the clip behind this one, if there is one; a film that is being made goes on by itself."""
        if block.growing:
            return
        ids = [other.id for other in self._strip.blocks]
        place = ids.index(block.id) + 1
        if place < len(ids):
            following = self._strip.blocks[place]
            if following.has(following.first):
                self._show(following, following.first, play=True)
