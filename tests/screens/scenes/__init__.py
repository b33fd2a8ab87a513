"""The real window in every state worth looking at: drawn by `make screens`, audited by test_audits.

A scene is a function under `@scene(stage)` in one of the modules named in `registry`; its name is the
function's. It finds what it needs by what it is, never by an id that the demo institution happens to give.
"""
