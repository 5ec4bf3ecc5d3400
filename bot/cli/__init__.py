"""The program `o2o`."""


def main() -> None:
    """Run the program."""
