"""YAML and Markdown text -> located values of the model. One module a kind of file."""
