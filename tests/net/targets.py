"""Poll targets for the fetcher's tests."""

from __future__ import annotations

from monitor.model import Feed, FeedId, PollTarget, Validators


def target(url: str, *, feed_id: int = 1, validators: Validators | None = None) -> PollTarget:
    feed = Feed(url=url, name="x", family="x")
    return PollTarget(
        feed_id=FeedId(feed_id), feed=feed, url=url, validators=validators or Validators()
    )
