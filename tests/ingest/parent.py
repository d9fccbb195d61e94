"""A program that signs files until it is killed: `python parent.py FILE...`. Prints each one's path when it is done."""

import sys

from ashen.ingest.pool import SigningPool
from ashen.ingest.sign_file import Job

if __name__ == "__main__":
    jobs = [Job(path, ("frame/1",), frozenset()) for path in sys.argv[1:]]
    with SigningPool(2, lambda _: None) as pool:
        for job, _ in pool.run(jobs):
            sys.stdout.write(f"{job.path}\n")
            sys.stdout.flush()
