"""Checkpoints and the models made of them: the catalog, the store, and one module a model."""

import os

# Read by OpenMP when torch is loaded. Threads that wait for each other sleep instead of spinning: as fast on idle
# cores, and 6 times faster on cores that others use as well (2 cores, load of 3).
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
