"""Training of what reads near sentences: whether they agree, contradict each other, or one tells a later state."""
