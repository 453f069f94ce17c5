"""A loop over inputs, and the same on a pool: in joblib, Parallel(n_jobs)(delayed(f)(x) for x in inputs)."""
import json, sys, time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

BLOCK = 15_000


def primes_in(block):
    def is_prime(number):
        return number >= 2 and all(number % d for d in range(2, int(number ** 0.5) + 1))
    return sum(map(is_prime, range(block * BLOCK, (block + 1) * BLOCK)))


if __name__ == "__main__":
    asked, rows = json.load(sys.stdin), []
    inputs, jobs = range(asked["size"]), asked["workers"]
    start = time.perf_counter()
    rows.append({"name": "the plain loop", "result": list(map(primes_in, inputs)),
                 "seconds": time.perf_counter() - start})
    for name, kind in [("threads", ThreadPoolExecutor), ("processes", ProcessPoolExecutor)]:
        start = time.perf_counter()
        with kind(jobs) as pool:
            rows.append({"name": f"{jobs} jobs, {name}", "result": list(pool.map(primes_in, inputs)),
                         "seconds": time.perf_counter() - start})
    print(json.dumps({"rows": rows}))
