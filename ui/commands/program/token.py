"""`rag token`: who may ask as a program, and for how long."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from rag.settings.access import AccessConfig
from ui.commands.manual import ManualPage
from ui.commands.options import JsonOption, SetOption, settings_of
from ui.serving.tokens import Token, TokenStore
from ui.terminal import show, show_json
from ui.terminal.lines import FAINT, TITLE, Line

token = typer.Typer(help="Tokens of programs that ask over HTTP.", rich_markup_mode=None, no_args_is_help=True)
_NAME = Annotated[str, typer.Argument(metavar="NAME", help="What the token is called.")]


@token.command("create", cls=ManualPage)
def create(
    name: _NAME,
    *,
    write: Annotated[bool, typer.Option("--write", help="Allow to add and remove articles, too.")] = False,
    days: Annotated[
        int | None, typer.Option("--days", metavar="N", min=1, max=36_500, help="It ends after so many days.")
    ] = None,
    told: SetOption = None,
) -> None:
    """Create a token and print it, this once: only its hash is kept.

    \b
    rag token create research
    rag token create desk --write --days 90
    """
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    expires = now + dt.timedelta(days=days) if days else None
    secret = _store(told).create(name, ("read", "write") if write else ("read",), now=now, expires=expires)
    typer.echo(secret)
    typer.echo("send it as: Authorization: Bearer TOKEN; it is not shown again", err=True)


@token.command("list", cls=ManualPage)
def list_tokens(*, as_json: JsonOption = False, told: SetOption = None) -> None:
    """List the tokens: name, what they allow, when they were created and when they end.

    \b
    rag token list
    """
    kept = _store(told).tokens()
    if as_json:
        rows = [
            {
                "name": one.name,
                "scopes": one.scopes,
                "created": one.created.isoformat(),
                "expires": one.expires.isoformat() if one.expires else None,
            }
            for one in kept
        ]
        show_json(json.dumps(rows, indent=2))
    else:
        show(_lines(kept, dt.datetime.now(dt.UTC)))


@token.command("revoke", cls=ManualPage)
def revoke(name: _NAME, *, told: SetOption = None) -> None:
    """Forget a token; a running server refuses it from then on.

    \b
    rag token revoke research
    """
    _store(told).revoke(name)
    typer.echo(f"{name} opens nothing any more", err=True)


def _store(told: list[str] | None) -> TokenStore:
    return TokenStore(settings_of(told).made("access", AccessConfig).tokens_file)


def _lines(kept: Sequence[Token], now: dt.datetime) -> Iterator[Line]:
    if not kept:
        yield Line((("no tokens", ""),))
    for one in kept:
        ends = f"ends {one.expires:%Y-%m-%d}" if one.expires else "does not end"
        ended = "ended" if one.ended(now) else ends
        allows = " and ".join(one.scopes)
        yield Line(((f"{one.name}  ", TITLE), (f"{allows}, created {one.created:%Y-%m-%d}, {ended}", FAINT)))
