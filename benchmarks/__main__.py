"""Print every table: closed forms, ln Z against its peers, on executors, on hard machines."""

from benchmarks import closed_forms, executors, hard_cases, partition

if __name__ == "__main__":
    for title, table in (
        ("The closed forms against the sums that define them", closed_forms),
        ("ln Z and its gradient against other ways and other libraries", partition),
        ("ln Z and its gradient on several executors", executors),
        ("ln Z and its gradient against fifty digits", hard_cases),
    ):
        print(f"\n{title}\n")
        table.main()
