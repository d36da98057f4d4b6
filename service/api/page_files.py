"""The files of the review page, built from web/, and the one file in which it travels without the service."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

BUILT = files("service.api") / "page"
READING_PLACE = "<template data-reading></template>"
"""Where the page carries what it shows, if it is exported."""


def read_built(name: str) -> str:
    """A file of the page by its name."""
    return (BUILT / name).read_text(encoding="utf-8")


def carry_reading(reading: str) -> str:
    """The page as one file that shows `reading`, a JSON document of what `web/src/service/types.ts` calls one.

    Nothing in it can become markup.
    """
    data = reading.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    element = f'<script type="application/json" id="reading">{data}</script>'
    return read_offline_page().replace(READING_PLACE, element, 1)


@cache
def read_offline_page() -> str:
    """The page as one file that needs no service, still without what it shows; nothing but its own script may run."""
    # Inside an element, the only sequence that could end it early; in a script it can stand in strings alone.
    script = read_built("page.js").replace("</script", "<\\/script")
    style = read_built("page.css")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    meta = f'<meta http-equiv="content-security-policy" content="{policy}" />'
    head, _, rest = read_built("index.html").partition('<script type="module"')
    body, _, end = rest.partition("</head>")[2].rpartition("</body>")
    head = head.replace("<meta charset", f"{meta}\n    <meta charset", 1)
    return f'{head}<style>{style}</style></head>{body}<script type="module">{script}</script></body>{end}'


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
