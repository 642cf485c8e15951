"""Talking video: InfiniteTalk and MultiTalk in windows of any number, FantasyTalking in one."""
