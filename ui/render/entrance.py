"""The page where a password is asked for. Whole by itself: no script, nothing fetched."""

from __future__ import annotations

from ui.render.markup import escape

ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect width='16' height='16' rx='4' fill='#2563eb'/>"
    "<path d='M6 3.5H4.5v9H6M10 3.5h1.5v9H10M8 5.5v5' fill='none' stroke='#fff' stroke-width='1.5'/></svg>"
)
"""The mark of a quote."""
_STYLE = """
:root { color-scheme: light dark; --ground: #f8fafc; --card: #fff; --line: #d8dee7; --text: #1e293b; --quiet: #5b6878; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0f1116; --card: #18181b; --line: #3f3f46; --text: #f1f5f9; --quiet: #a3afbf; }
}
* { box-sizing: border-box; font: inherit; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif;
  background: var(--ground); color: var(--text); }
main { width: min(24rem, 100vw - 2rem); padding: 24px; border: 1px solid var(--line); border-radius: 14px; background: var(--card); }
h1 { margin: 0 0 4px; font-size: 1.2rem; font-weight: 650; }
p { margin: 0 0 16px; color: var(--quiet); font-size: 0.92rem; }
.wrong { color: var(--text); border-inline-start: 3px solid #dc2626; padding-inline-start: 10px; }
label { display: block; margin-bottom: 4px; font-size: 0.88rem; }
input { width: 100%; padding: 9px 12px; border: 1px solid var(--quiet); border-radius: 10px; background: none; color: inherit; }
button { width: 100%; margin-top: 14px; padding: 9px; border: 0; border-radius: 10px; cursor: pointer;
  background: #2563eb; color: #fff; font-weight: 600; }
:focus-visible { outline: 2px solid #60a5fa; outline-offset: 2px; }
"""


def entrance(action: str, wrong: str = "") -> str:
    """The form that sends a password to `action`; `wrong` is what became of the last one."""
    told = f'<p class="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Article RAG</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="same-origin">'
        f"<style>{_STYLE}</style></head><body><main><h1>Article RAG</h1>"
        "<p>These articles are open to those who have the password.</p>"
        f'{told}<form method="post" action="{escape(action)}">'
        # Password managers keep a password under a name.
        '<input type="hidden" name="username" value="Article RAG" autocomplete="username">'
        '<label for="password">Password or token</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" required autofocus>'
        '<button type="submit">Come in</button></form></main></body></html>'
    )
