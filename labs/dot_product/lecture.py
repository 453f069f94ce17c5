"""A dot product by one process, and by a pool that is sent the vectors in pieces."""
import json, sys, time
from multiprocessing import Pool


def dot(vectors):
    return sum(x * y for x, y in zip(*vectors))


if __name__ == "__main__":
    asked, rows = json.load(sys.stdin), []
    size, workers = asked["size"], asked["workers"]
    x, y = [float(at % 10) for at in range(size)], [float(at % 7) for at in range(size)]
    start = time.perf_counter()
    rows.append({"name": "one process", "result": dot((x, y)), "seconds": time.perf_counter() - start})
    with Pool(workers) as pool:
        piece = -(-size // (4 * workers))
        start = time.perf_counter()
        pieces = [(x[at:at + piece], y[at:at + piece]) for at in range(0, size, piece)]
        rows.append({"name": f"{workers} processes, vectors sent", "result": sum(pool.map(dot, pieces)),
                     "seconds": time.perf_counter() - start})
    print(json.dumps({"rows": rows}))
