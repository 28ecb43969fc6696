"""``python -m qscriptgen``."""

from qscriptgen.cli import main

if __name__ == "__main__":
    main(prog_name="qscriptgen")
