"""Chorus: summaries of many articles on one story, every sentence cited to the characters that support it."""
