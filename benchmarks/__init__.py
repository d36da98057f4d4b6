"""What Chorus claims, measured: one question a module. `python -m benchmarks QUESTION`; README.md lists them."""
