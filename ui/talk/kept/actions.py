"""What is done with kept conversations: listed, renamed, deleted, brought back, saved as a file. Never raises on purpose.

What a browser sends is read with care. Knows desks and what `ui.render` makes; knows no Gradio.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from rag import RagError
from rag.conversations.owners import Owned
from rag.conversations.rows import shortened
from rag.feedback.store import FeedbackStore
from ui.exported.files import FORMATS, exported_file
from ui.exported.record import Entry, Record, answered_entry, failed_entry, scope_told
from ui.render.conversations.drawer import SEARCH_CHARACTERS, conversation_list, kept_nowhere, opened_marks
from ui.talk.conversation import Exchange
from ui.talk.kept.desk import Desk, Desks, sent_by
from ui.words import sendable

NOT_KEPT_HERE = "Conversations are not kept here (conversations.keep = false): each ends with its page."
NO_KEY = "This browser keeps nothing for this page, so each conversation ends with its page."
_UNFINISHED = "This answer was not finished when the conversation was saved."


def list_of(desks: Desks, sent: object, *, told: str = "", undo: str = "") -> str:
    """The list of the browser's conversations, of those found where it searches."""
    owned = sent_by(sent)
    if desks.store is None or owned is None:
        return kept_nowhere(NOT_KEPT_HERE if desks.store is None else NO_KEY)
    words = _searched(sent)
    try:
        listed = desks.listed(sent, words)
    except RagError as error:
        return kept_nowhere(f"The list cannot be shown: {desks.said(error)}")
    today = dt.datetime.now().astimezone().date()
    return conversation_list(listed, today, searched=words, told=told, undo=undo)


def renamed(desks: Desks, sent: object, event: dict[str, object]) -> str:
    """The list after a conversation was given a name."""
    owned, name = _meant(sent, event), event.get("name")
    if desks.store is None or owned is None or not isinstance(name, str):
        return list_of(desks, sent)
    try:
        done = desks.store.rename(owned, sendable(name))
    except RagError as error:
        return list_of(desks, sent, told=f"The name could not be kept: {desks.said(error)}")
    return list_of(desks, sent, told="" if done else "This conversation is no longer there.")


def deleted(desks: Desks, sent: object, event: dict[str, object]) -> str:
    """The list after a conversation was deleted, with a way back."""
    owned = _meant(sent, event)
    if desks.store is None or owned is None:
        return list_of(desks, sent)
    try:
        name = next((one.name for one in desks.listed(sent) if one.id == owned.conversation), None)
        done = name is not None and desks.store.delete(owned)
    except RagError as error:
        return list_of(desks, sent, told=f"It could not be deleted: {desks.said(error)}")
    if not done:
        return list_of(desks, sent, told="This conversation is no longer there.")
    return list_of(desks, sent, told=f"Deleted “{shortened(name or '', 30)}”.", undo=owned.conversation)


def restored(desks: Desks, sent: object, event: dict[str, object]) -> str:
    """The list after a deleted conversation was brought back."""
    owned = _meant(sent, event)
    if desks.store is None or owned is None:
        return list_of(desks, sent)
    try:
        done = desks.store.restore(owned)
    except RagError as error:
        return list_of(desks, sent, told=f"It could not be brought back: {desks.said(error)}", undo=owned.conversation)
    return list_of(desks, sent, told="It is back." if done else "It is gone for good.")


def saved(desks: Desks, desk: Desk, event: dict[str, object]) -> str:
    """The open conversation as a file, in JSON for the page: name, type and text, or `told` why there is none."""
    ending = event.get("ending")
    if not isinstance(ending, str) or ending not in FORMATS:
        return json.dumps({"told": "This format is not known here."})
    try:
        record = record_of(desks, desk)
    except RagError as error:
        return json.dumps({"told": f"The conversation could not be saved: {desks.said(error)}"})
    if not record.entries:
        return json.dumps({"told": "Nothing was asked yet, so there is nothing to save."})
    file = exported_file(record, ending)
    return json.dumps({"name": file.name, "type": file.media_type, "text": file.text})


def record_of(desks: Desks, desk: Desk) -> Record:
    """The whole conversation, those exchanges too that are not open. Raises RagError where the store cannot be read."""
    name, exchanges = desks.whole(desk)
    return Record(name, dt.datetime.now(dt.UTC), tuple(map(_entry, exchanges)))


def shown_past(desk: Desk, feedback: FeedbackStore) -> str:
    """The past of a conversation that is opened, with the verdicts that were given on its answers."""
    keys = {exchange.key: exchange.number for exchange in desk.talk.exchanges}
    try:
        verdicts = feedback.verdicts(keys)
    except RagError:  # the buttons stand unpressed; the next press tells what is wrong
        verdicts = {}
    conversation = desk.owned.conversation if desk.owned else ""
    return opened_marks(conversation, ((keys[key], given) for key, given in verdicts.items())) + desk.talk.past


def _entry(exchange: Exchange) -> Entry:
    asked = exchange.asked
    scope = scope_told(asked.as_of, asked.scope, quoting=asked.quoting, articles=asked.named)
    if exchange.packed:
        return answered_entry(asked.question, exchange.at, scope, exchange.document)
    return failed_entry(asked.question, exchange.at, scope, exchange.told or _UNFINISHED)


def _meant(sent: object, event: dict[str, object]) -> Owned | None:
    """The conversation that was pressed, of the browser that sent this."""
    owned, identity = sent_by(sent), event.get("conversation")
    return replace(owned, conversation=identity) if owned and isinstance(identity, str) else None


def _searched(sent: object) -> str:
    words = json.loads(str(sent)).get("search")
    return sendable(words, SEARCH_CHARACTERS).strip() if isinstance(words, str) else ""
