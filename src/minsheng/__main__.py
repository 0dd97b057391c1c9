"""``python -m minsheng`` is the ``minsheng`` command."""

from minsheng.cli.main import main

if __name__ == "__main__":
    main()
