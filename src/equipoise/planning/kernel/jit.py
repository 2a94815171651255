"""The compiler's switch: one decorator for every compiled loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba import types

from equipoise.planning.kernel.cached import cache_folder

__all__ = ["jit", "lean", "numba_version"]

F = TypeVar("F", bound=Callable[..., object])


numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]


def jit(function: F) -> F:
    """Compile a function of arrays and numbers; it runs without the interpreter's lock."""
    return cast("F", numba.njit(cache=True, nogil=True)(function))


def lean(function: F) -> F:
    """Compile a function that allocates nothing and hands out no array: references to arrays are not counted.

    A call hands over some sixty arrays, each as seven numbers. Counting them in and out, and writing them to the stack,
    costs more than most of these functions do: without the first a step of the search is five times as fast, and twice
    as fast again where a function's code stands in its caller's. The caller, compiled with ``jit``, keeps the arrays
    alive.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False, "forceinline": True}
    return cast("F", _once(numba.njit(**options)(function)))


def _once(dispatcher: Any) -> Any:
    """Have a function compiled once, whether it is called with a number, a constant or a narrower number.

    By itself the compiler makes one version for each constant and each width of number that callers hand over, eleven
    of the search for a place, and then the caller's optimiser makes the same of all of them.
    """
    template = dispatcher.get_call_template

    def call_template(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
        return template(tuple(map(_wide, args)), kws)

    dispatcher.get_call_template = call_template
    return dispatcher


def _wide(kind: Any) -> Any:
    """Return the type that a number of a type is handed over as; other types are left alone."""
    plain: Any = types.unliteral(kind)  # type: ignore[no-untyped-call]
    return types.int64 if plain in types.signed_domain else plain


def numba_version() -> str:
    """Return the compiler's version, for certificates."""
    return str(numba.__version__)
