"""Files on their way between devices and the server, for those whom their documents concern."""
