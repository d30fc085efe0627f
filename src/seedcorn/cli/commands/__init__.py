"""The commands of seedcorn: a file is a command, its docstring is its help, `COMMAND` is what runs."""
