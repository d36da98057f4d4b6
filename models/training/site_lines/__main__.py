"""Learns which lines are no part of a story: `python -m models.training.site_lines [--output FILE]`.

Reads the clusters of `CHORUS_EVAL` (default ../shared/eval) and the invented stories and pages of
`models/training/data`, in which what is no part of the story is marked, and the invented lines beside this file; prints
what threshold finds how much, cross-validated by cluster, and writes the weights as JSON. Takes some seconds.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from models.training.site_lines.learning import cross_validate, fit_with_invented
from models.training.site_lines.reading import STORIES, read_clusters, read_invented, read_pages, read_stories
from service.pipeline.text.site_lines import WEIGHTS

THRESHOLD = 0.55
"""As precise of news clusters as before pages were learned from (docs/decisions/0017-site-lines.md)."""
_CURVE = (0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8)
_DECIMALS = 4


def main() -> None:
    """Learns, measures, and writes what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    parser.add_argument("--licence", default="research and education")
    parser.add_argument(
        "--learned-from", default="Multi-News articles, and stories, pages and lines invented for Chorus (CC0)"
    )
    arguments = parser.parse_args()
    clusters = read_clusters(Path(os.environ.get("CHORUS_EVAL", "../shared/eval")) / "groups_train.jsonl")
    invented = [*(line for file in STORIES for line in read_stories(file)), *read_pages(), *read_invented()]
    names = sorted(clusters[0].features)
    print(f"{len(clusters)} lines, {sum(line.site for line in clusters)} of them of the site; {len(invented)} invented")
    for threshold, precision, recall in cross_validate(clusters, invented, names, _CURVE):
        print(f"above {threshold}: precision {precision:.2f}, recall {recall:.2f}")
    bias, *weights = fit_with_invented(clusters, invented, names)
    document = {
        "about": "Weights of what site_features.py reads, learned by `python -m models.training.site_lines`.",
        "licence": arguments.licence,
        "learned_from": arguments.learned_from,
        "threshold": THRESHOLD,
        "bias": round(bias, _DECIMALS),
        "weights": {name: round(weight, _DECIMALS) for name, weight in zip(names, weights, strict=True)},
    }
    arguments.output.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
