"""Networks: mathematics only, no device, no policy."""
