"""Threads add 1 to one number: as it stands, with a call between reading and writing, and under a lock."""
import json, sys, threading, time

number, lock = 0, threading.Lock()


def plain(times):
    global number
    for _ in range(times):
        number += 1


def one_more(n):
    return n + 1


def with_a_call(times):
    global number
    for _ in range(times):
        number = one_more(number)


def with_a_lock(times):
    global number
    for _ in range(times):
        with lock:
            number += 1


if __name__ == "__main__":
    asked, rows = json.load(sys.stdin), []
    for name, target in [("nothing", plain), ("nothing, a call between", with_a_call), ("a lock", with_a_lock)]:
        number, start = 0, time.perf_counter()
        adders = [threading.Thread(target=target, args=(asked["size"],)) for _ in range(asked["workers"])]
        for adder in adders:
            adder.start()
        for adder in adders:
            adder.join()
        rows.append({"name": name, "result": number, "seconds": time.perf_counter() - start})
    print(json.dumps({"rows": rows}))
