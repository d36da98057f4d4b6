"""What runs a request: its place in the queue, its clock, limits of keys, jobs, the cache, and what is counted."""
