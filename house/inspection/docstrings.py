"""Whether every function that others may call says what it means."""

import ast
from collections.abc import Iterator

from services.errors import Fault


def faults_in_docstrings(name: str, source: str) -> Iterator[Fault]:
    """Each public function of a module that has no docstring."""
    for function in ast.parse(source).body:
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or function.name.startswith("_"):
            continue
        if not ast.get_docstring(function):
            where = f"{name}:{function.lineno}"
            yield Fault(where, f"`{function.name}` has no docstring", "say what it means, and in which units")
