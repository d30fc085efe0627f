"""What `python -m seedcorn` runs: the command line."""

from seedcorn.cli import main

if __name__ == "__main__":
    main()
