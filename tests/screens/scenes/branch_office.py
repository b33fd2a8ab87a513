"""Supervisor, operations, administrator and collections officer at their desks."""

from __future__ import annotations

from tests.screens.scenes.scene import demo, scene
from tests.screens.scenes.studio import Studio


@scene(demo("supervisor"))
def approvals(at: Studio) -> None:
    """The inbox with the oldest request."""


@scene(demo("supervisor"))
def unions_supervisor(at: Studio) -> None:
    """The unions of the whole team."""
    at.go_to("unions")


@scene(demo("admin"))
def admin(at: Studio) -> None:
    """Where the administrator begins."""


@scene(demo("collector"))
def collector(at: Studio) -> None:
    """Where the collections officer begins."""
