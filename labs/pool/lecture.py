"""Pool(5).map squares three numbers."""
import json, sys, time
from multiprocessing import Pool


def square(x):
    return x * x


if __name__ == "__main__":
    asked, rows = json.load(sys.stdin), []
    start = time.perf_counter()
    rows.append({"name": "a loop", "result": [square(x) for x in [1, 2, 3]], "seconds": time.perf_counter() - start})
    start = time.perf_counter()
    with Pool(asked["workers"]) as pool:
        rows.append({"name": f"Pool({asked['workers']}).map", "result": pool.map(square, [1, 2, 3]),
                     "seconds": time.perf_counter() - start})
    print(json.dumps({"rows": rows}))
