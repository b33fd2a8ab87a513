"""What is said of the files of documents."""
