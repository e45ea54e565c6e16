"""The interface for programs put together: routes, errors, figures, and the page that describes it.

FastAPI, which comes with Gradio, reads requests into typed models and writes the OpenAPI description. Its own page of the
description would load its scripts from another address; those of fastapi-offline (MIT, Swagger UI in a wheel) lie here.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import FileResponse, Response

from rag.library.library import Library
from rag.settings.api import ApiConfig
from ui.api import changes, health, routes
from ui.api.compatible import routes as compatible
from ui.api.health import Measures, Readiness
from ui.api.questions import Follows, Questions
from ui.api.wire.answered import ProblemTold
from ui.api.wire.problems import Problem, tell_problems

DESCRIPTION = """Ask a folder of news articles a question; every sentence of the answer is a quote that can be checked to the
character. Errors are problem details (RFC 9457)."""
PATHS = ("/v1", "/healthz", "/readyz", "/metrics", "/docs", "/openapi.json")
"""What belongs to the interface, beside a page; below each as well."""
_ASSETS = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript", "favicon.png": "image/png"}
_DOCS_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)


def application(
    pipeline: Follows, config: ApiConfig | None = None, *, root_path: str = "", library: Library | None = None
) -> FastAPI:
    """The interface over `pipeline`, as an ASGI application; who may ask, the gate before it knows.

    `library` is where articles are added and removed; without one none are.
    """
    app = FastAPI(
        title="Article RAG",
        version=_version(),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    questions = Questions(pipeline, config)
    app.state.questions = questions
    app.state.measures = Measures(questions)
    app.state.readiness = Readiness(pipeline)
    app.include_router(routes.router())
    if library is not None:
        app.include_router(changes.router(library))
    app.include_router(compatible.router())
    app.include_router(health.router())
    tell_problems(app)
    _describe(app, root_path)
    return app


def is_for_programs(path: str) -> bool:
    """True for the path of a request that is none of a page."""
    return any(path == one or path.startswith(f"{one}/") for one in PATHS)


def _describe(app: FastAPI, root_path: str) -> None:
    """The description of the interface, and the page of it; both for everybody, for they hold nothing of the articles."""
    description: dict[str, Any] = {}

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi() -> dict[str, Any]:
        if not description:
            made = app.openapi()
            problem = ProblemTold.model_json_schema(ref_template="#/components/schemas/{model}")
            made["components"]["schemas"] |= problem.pop("$defs") | {"ProblemTold": problem}
            for operation in (one for path in made["paths"].values() for one in path.values()):
                operation["summary"] = re.split(r"[:.;]", operation["description"])[0]
            made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
            made["security"] = [{"token": []}, {}]
            made["servers"] = [{"url": root_path or "/"}]
            description.update(made)
        return description

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        _assets()
        page = get_swagger_ui_html(
            openapi_url="openapi.json",
            title="Article RAG for programs",
            swagger_js_url="docs/swagger-ui-bundle.js",
            swagger_css_url="docs/swagger-ui.css",
            swagger_favicon_url="docs/favicon.png",
            oauth2_redirect_url=None,
            swagger_ui_parameters={"validatorUrl": None, "defaultModelsExpandDepth": 0},
        )
        page.headers["Content-Security-Policy"] = _DOCS_POLICY
        return page

    @app.get("/docs/{name}", include_in_schema=False)
    async def asset(name: str) -> Response:
        if name not in _ASSETS:
            raise Problem(404, f"there is no {name[:100]!r} here")
        return FileResponse(_assets() / name, media_type=_ASSETS[name])


def _assets() -> Path:
    """Where the files of the page lie. Raises Problem where they were not installed."""
    found = find_spec("fastapi_offline")
    if found is None or not found.submodule_search_locations:
        told = "this page needs fastapi-offline; install it, as in: pip install 'article-rag[serve]'"
        raise Problem(501, told, name="NotInstalled")
    return Path(found.submodule_search_locations[0]) / "static"


def _version() -> str:
    from importlib.metadata import version

    return version("article-rag")
