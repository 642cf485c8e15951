"""What turns words and pictures into what the video networks read; shared by all families."""
