"""Questions about the articles as such: how many, which ones, the first and the last."""

from rag.asking.tasks.asked import End, TaskFound, task_of

__all__ = ["End", "TaskFound", "task_of"]
