"""What every page of both apps shares, and nothing about what a page is for.

- `app.new_app` makes a Flask app whose templates, texts, static files, headers and error pages are ours.
- A page's language is that of its path (portal), or what its app's chooser answers (office), else Danish.
- Templates see only the rooms an app asked for, fail on unknown names, and carry no script or inline style.
- No response but a static file may be stored; no header, log line or error page repeats what was sent.
"""
