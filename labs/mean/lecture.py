"""The mean of many numbers: by one process, by several with a queue, and by as many threads."""
import json, multiprocessing, queue, sys, threading, time


def add(numbers, sums):
    sums.put(sum(numbers))


def mean(numbers, workers, start, sums):
    size = -(-len(numbers) // workers)
    parts = [numbers[at:at + size] for at in range(0, len(numbers), size)]
    adders = [start(target=add, args=(part, sums)) for part in parts]
    for adder in adders:
        adder.start()
    total = sum(sums.get() for _ in adders)
    for adder in adders:
        adder.join()
    return total / len(numbers)


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    numbers, workers, rows = [at + 0.5 for at in range(asked["size"])], asked["workers"], []
    for name, work in [
        ("one process", lambda: sum(numbers) / len(numbers)),
        (f"{workers} processes", lambda: mean(numbers, workers, multiprocessing.Process, multiprocessing.Queue())),
        (f"{workers} threads", lambda: mean(numbers, workers, threading.Thread, queue.Queue())),
    ]:
        start = time.perf_counter()
        rows.append({"name": name, "result": work(), "seconds": time.perf_counter() - start})
    print(json.dumps({"rows": rows}))
