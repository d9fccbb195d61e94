"""`ashen` and `python -m ashen`: the program."""


def main() -> None:
    """Run it. Processes that are started from this one load this file too, so it loads nothing before."""
    from ashen.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
