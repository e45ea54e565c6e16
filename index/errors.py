"""Every error this project raises on purpose.

    RagError                 the root; the message says what, the value, and what to do
    ├── ConfigError          unknown or impossible setting
    ├── ArticleError         a file cannot be read as an article (collected by a sync, never fatal)
    ├── SourceError          the folder to index is missing, empty or not a folder
    ├── IndexMissing         nothing there
    ├── IndexMismatch        built with other settings, another embedder or another format
    ├── IndexCorrupt         the files of a generation disagree
    ├── IndexLocked          another process writes to the index
    ├── ModelUnavailable     weights are not at hand, or are not the ones expected
    ├── ReaderUnavailable    the reader asked for cannot work (rag)
    ├── ServerUnavailable    a server that was asked cannot be reached, refuses, or says what is no answer (rag)
    └── QuestionError        a question is empty or too long (rag)

The tree lives on the lowest floor so that every floor can raise from it; it knows
nothing of the code that raises.
"""

from __future__ import annotations


class RagError(Exception):
    """Root of all errors raised on purpose. Anything else that escapes is a bug."""


class ConfigError(RagError):
    """A setting is unknown or impossible."""


class ArticleError(RagError):
    """A file cannot be read as an article. Collected in the sync report."""


class SourceError(RagError):
    """The folder to index is missing, empty, or not a folder."""


class IndexMissing(RagError):
    """There is no index at the given path."""


class IndexMismatch(RagError):
    """The index was built with other settings, another embedder or another format."""


class IndexCorrupt(RagError):
    """Files of one generation disagree with each other or with their manifest."""


class IndexLocked(RagError):
    """Another process is writing to the index."""


class ModelUnavailable(RagError):
    """Model weights are missing or are not the expected ones."""


class ReaderUnavailable(RagError):
    """The reader asked for cannot work; no other reader takes its place silently."""


class ServerUnavailable(RagError):
    """A server that was asked cannot be reached, refuses, or says what is no answer."""


class QuestionError(RagError):
    """A question is empty or too long."""
