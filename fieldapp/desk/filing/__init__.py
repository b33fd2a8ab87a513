"""The files of documents on this tablet, for every job that has to do with them."""
