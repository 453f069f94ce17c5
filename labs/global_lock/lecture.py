"""Computing and waiting, by one thread, by several, and by as many processes."""
import json, multiprocessing, sys, threading, time


def compute(numbers, results):
    results.put(sum(number % 1000 for number in numbers))


def wait(numbers, results):
    for _ in range(16):
        time.sleep(len(numbers) / 80_000_000)
    results.put(len(numbers))


if __name__ == "__main__":
    asked, rows = json.load(sys.stdin), []
    size, workers = asked["size"], asked["workers"]
    kinds = [("1 thread", threading.Thread, 1), (f"{workers} threads", threading.Thread, workers),
             (f"{workers} processes", multiprocessing.Process, workers)]
    for what, work in [("computing", compute), ("waiting", wait)]:
        for name, kind, count in kinds:
            results, start = multiprocessing.Queue(), time.perf_counter()
            parts = [range(size * at // count, size * (at + 1) // count) for at in range(count)]
            started = [kind(target=work, args=(part, results)) for part in parts]
            for one in started:
                one.start()
            total = sum(results.get() for _ in started)
            for one in started:
                one.join()
            rows.append({"name": f"{what}, {name}", "result": total, "seconds": time.perf_counter() - start})
    print(json.dumps({"rows": rows}))
