"""What Chorus claims, measured: content, grouping, citations, speed. Run with `python -m benchmarks`."""
