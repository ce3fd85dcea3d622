"""Whether the time of a key check tells anything of the key.

Usage: python bench/keychecks.py [--rounds 4000]

Wrong keys of a known prefix, wrong in the first, the middle or the last character of the
secret or in all of them, are checked in turn, so that whatever else slows this machine
slows all alike. Ends with 1 when the medians differ by more than 5 percent. That a prefix is
known may show: it is no secret, and a key list prints it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time

from crible import bootstrap, settings
from crible.usecases import keys


def _wrong(secret, places):
    return "".join(
        ("b" if char == "a" else "a") if place in places else char
        for place, char in enumerate(secret)
    )


def main():
    """Measure and judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=4000)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="crible-keys-") as folder:
        found = settings.load({"CRIBLE_DATA_DIR": folder})
        store = bootstrap.open_store(found)
        store.upgrade()
        store.close()
        services = bootstrap.start(found)
        _, secret = keys.create(services, "bench", ["screen"], actor="bench")
        # The look-up of the prefix is kept for the whole run.
        ring = keys.KeyRing(services, lambda: 0.0)
        head = len(secret) - 40
        tried = {
            "first": _wrong(secret, {head}),
            "middle": _wrong(secret, {head + 20}),
            "last": _wrong(secret, {len(secret) - 1}),
            "all": _wrong(secret, set(range(head, len(secret)))),
        }
        taken = {name: [] for name in tried}
        for _ in range(rounds):
            for name, text in tried.items():
                began = time.perf_counter_ns()
                ring.caller(text)
                taken[name].append(time.perf_counter_ns() - began)
        services.store.close()
    medians = {name: statistics.median(some) for name, some in taken.items()}
    for name, median in medians.items():
        print(f"wrong in {name:6}  {median / 1000:.2f} us")
    apart = max(medians.values()) / min(medians.values()) - 1
    print(f"apart by {100 * apart:.1f} %")
    sys.exit(apart > 0.05)


if __name__ == "__main__":
    main()
