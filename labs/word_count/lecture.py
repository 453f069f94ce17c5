"""The words of many documents, counted one document after the other, and by a pool of processes."""
import collections, json, re, sys, time
from multiprocessing import Pool


def count(path):
    with open(path, encoding="utf-8") as document:
        return collections.Counter(re.findall(r"[^\W_]+(?:'[^\W_]+)*", document.read().lower()))


if __name__ == "__main__":
    asked, rows = json.load(sys.stdin), []
    with Pool(asked["workers"]) as pool:
        for name, each in [("one process", map), (f"{asked['workers']} processes", pool.map)]:
            start, words = time.perf_counter(), collections.Counter()
            for found in each(count, asked["documents"]):
                words.update(found)
            rows.append({"name": name, "result": [sum(words.values()), len(words)],
                         "seconds": time.perf_counter() - start})
    print(json.dumps({"rows": rows}))
