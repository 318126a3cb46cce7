"""
The office's pages. A view parses a form, calls one service and renders; what the law says stands elsewhere.
"""

from triage.office.app import create_app, from_environment

__all__ = ["create_app", "from_environment"]
