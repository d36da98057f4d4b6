"""What runs a request: its place in the queue, its clock, its key's limits, jobs, the cache, and what is counted of it."""
