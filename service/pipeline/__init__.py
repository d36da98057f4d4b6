"""From articles to a cited summary: one room (a folder) a stage, gone through in order in `summarize.py`."""
