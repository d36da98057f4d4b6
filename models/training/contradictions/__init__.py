"""Training of what decides whether near sentences contradict each other."""
