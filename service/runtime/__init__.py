"""What runs a request: its clock, its place in the queue, what is counted about it."""
