"""The headers that every response carries. Views add others; they neither set these nor take them away."""

from flask import Flask, Response, request

from intake.page import static

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
OWN_SCRIPT = f"{POLICY}; script-src 'self'; connect-src 'self'"
"""Of an app that has a script file of its own; none stands in a page, and none comes from elsewhere."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(), geolocation=(), "
        "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}


def add_headers(app: Flask, *, own_script: bool = False) -> None:
    """
    Put `HEADERS` on every response of `app`, and ``no-store`` on all but the static files themselves.

    Args:
        own_script: whether the app has a script file of its own.
    """
    headers = HEADERS | ({"Content-Security-Policy": OWN_SCRIPT} if own_script else {})

    @app.after_request
    def _protect(response: Response) -> Response:
        response.headers.extend(headers)
        if not (request.endpoint == static.ENDPOINT and response.status_code in (200, 304)):
            response.headers["Cache-Control"] = "no-store"
        return response
