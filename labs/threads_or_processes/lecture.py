"""A forked child reads what its parent has loaded: a list, whose objects it writes a count into, and an array."""
import array, json, os, resource, sys, time


def read_in_a_child(numbers):
    get, put = os.pipe()
    start = time.perf_counter()
    if os.fork() == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        total = sum(numbers)
        faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
        os.write(put, json.dumps([total, faults]).encode())
        os._exit(0)
    os.wait()
    total, faults = json.loads(os.read(get, 1000))
    return total, faults, time.perf_counter() - start


if __name__ == "__main__":
    asked, rows = json.load(sys.stdin), []
    for name, numbers in [("a list", [1000 + at for at in range(asked["size"])]),
                          ("an array", array.array("q", range(1000, 1000 + asked["size"])))]:
        total, faults, seconds = read_in_a_child(numbers)
        note = f"{faults:,} page faults".replace(",", " ")
        rows.append({"name": f"a child reads {name}", "result": total, "seconds": seconds, "note": note})
    print(json.dumps({"rows": rows}))
