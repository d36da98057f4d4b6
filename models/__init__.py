"""Checkpoints and the models made of them.

`checkpoints` knows, installs and finds them; `encoder`, `same_fact`, `entailment` and `rewriters` run them, a folder a
port of `service.ports`; `training` makes those that ship, which lie in the folders without code.
"""

import os

# Read by OpenMP when torch is loaded. Threads that wait for each other sleep instead of spinning: as fast on idle
# cores, and 6 times faster on cores that others use as well (2 cores, load of 3).
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
