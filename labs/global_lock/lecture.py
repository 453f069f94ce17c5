"""Computing and waiting, by one thread, by several, and by as many processes."""
import json, multiprocessing, sys, threading, time


def compute(numbers):
    total = 0
    for number in range(numbers):
        total += number % 1000


def wait(numbers):
    for _ in range(numbers // 10_000):
        time.sleep(0.002)


if __name__ == "__main__":
    asked, rows = json.load(sys.stdin), []
    size, workers = asked["size"], asked["workers"]
    kinds = [("1 thread", threading.Thread, 1), (f"{workers} threads", threading.Thread, workers),
             (f"{workers} processes", multiprocessing.Process, workers)]
    for what, work in [("computing", compute), ("waiting", wait)]:
        for name, kind, count in kinds:
            start = time.perf_counter()
            started = [kind(target=work, args=(size // count,)) for _ in range(count)]
            for one in started:
                one.start()
            for one in started:
                one.join()
            rows.append({"name": f"{what}, {name}", "result": size, "seconds": time.perf_counter() - start})
    print(json.dumps({"rows": rows}))
