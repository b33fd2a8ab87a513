"""Files over HTTP: tus 1.0 in, signed like every other request, and out again."""
