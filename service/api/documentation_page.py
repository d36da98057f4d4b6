"""`/docs`: the OpenAPI document to read and to try, with nothing that is loaded from elsewhere."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.staticfiles import StaticFiles

_PAGE = "/docs"
_FILES = f"{_PAGE}/files"


def add_documentation(app: FastAPI) -> None:
    """Adds the page, and the script and the style that it needs."""
    # Of the package, only the files of Swagger UI are used, which it ships.
    app.mount(_FILES, StaticFiles(packages=[("fastapi_offline", "static")]), name="documentation_files")
    app.add_api_route(_PAGE, _show_documentation, include_in_schema=False)


async def _show_documentation(request: Request) -> Response:
    root = str(request.scope.get("root_path", "")).rstrip("/")
    return get_swagger_ui_html(
        openapi_url=f"{root}/openapi.json",
        title=f"{request.app.title} {request.app.version}",
        swagger_js_url=f"{root}{_FILES}/swagger-ui-bundle.js",
        swagger_css_url=f"{root}{_FILES}/swagger-ui.css",
        swagger_favicon_url=f"{root}{_FILES}/favicon.png",
    )
