"""Playing scenes against an address, one after the other: nobody is followed, and of an answer little is read."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable

import httpx

from house.supplier_check.scene import Answer, Outcome, Post, Scene, judged
from services.clock import Clock

PATIENCE = 15.0
"""Seconds until an answer has to be there, as when we send in earnest."""
_ENOUGH = 3
"""Scenes without any answer, after which no more are played."""
_TASTE = 4096


async def play(url: str, scenes: Iterable[Scene], clock: Clock, patience: float = PATIENCE) -> AsyncIterator[Outcome]:
    """What came of each scene; it ends early when nobody answers at all."""
    silent = 0
    async with httpx.AsyncClient(timeout=patience, follow_redirects=False, trust_env=False) as http:
        for scene in scenes:
            outcome = judged(scene, await _answers(http, url, scene, clock, patience))
            yield outcome
            silent = silent + 1 if outcome.is_silent else 0
            if silent == _ENOUGH:
                return


async def _answers(http: httpx.AsyncClient, url: str, scene: Scene, clock: Clock, patience: float) -> list[Answer]:
    if scene.at_once:
        return await asyncio.gather(*(_answer(http, url, post, clock, patience) for post in scene.posts))
    return [await _answer(http, url, post, clock, patience) for post in scene.posts]


async def _answer(http: httpx.AsyncClient, url: str, post: Post, clock: Clock, patience: float) -> Answer:
    began = time.perf_counter()
    try:
        async with asyncio.timeout(patience):
            status = await _status(http, url, post, clock)
    except TimeoutError:
        return Answer(None, time.perf_counter() - began, f"no answer within {patience:.0f} s")
    except httpx.HTTPError as failure:
        return Answer(None, time.perf_counter() - began, f"no answer: {type(failure).__name__} {failure}".strip())
    return Answer(status, time.perf_counter() - began)


async def _status(http: httpx.AsyncClient, url: str, post: Post, clock: Clock) -> int:
    """The status, once the answer is there; however much it says, no more than a little is read."""
    async with http.stream("POST", url, content=post.body, headers=post.headers(clock.now())) as response:
        read = 0
        async for piece in response.aiter_raw(_TASTE):
            read += len(piece)
            if read >= _TASTE:
                break
        return response.status_code
