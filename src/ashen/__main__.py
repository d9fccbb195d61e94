"""`python -m ashen`: the program, where `ashen` itself is not on the path."""

from ashen.cli.main import main

main()
