"""From articles to a cited summary: one module a stage, read in order in `summarize.py`."""
