"""Threads add 1 to one number: as it stands, with a call between reading and writing, and under a lock."""
import json, sys, threading, time

number, lock, one_more = 0, threading.Lock(), lambda n: n + 1


def add(times, way):
    global number
    for _ in range(times):
        if way == "nothing":
            number += 1
        elif way == "nothing, a call between":
            number = one_more(number)
        else:
            with lock:
                number += 1


if __name__ == "__main__":
    asked, rows = json.load(sys.stdin), []
    for way in ["nothing", "nothing, a call between", "a lock"]:
        number, start = 0, time.perf_counter()
        adders = [threading.Thread(target=add, args=(asked["size"], way)) for _ in range(asked["workers"])]
        for adder in adders:
            adder.start()
        for adder in adders:
            adder.join()
        rows.append({"name": way, "result": number, "seconds": time.perf_counter() - start,
                     "note": f"{asked['size'] * asked['workers'] - number:,} lost".replace(",", " ")})
    print(json.dumps({"rows": rows}))
