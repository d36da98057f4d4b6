"""`python -m service`: the `chorus` command, wherever its script is installed."""

from service.cli import main

if __name__ == "__main__":
    main()
