"""What runs: progress, queue, memory and failures."""
