#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Compiles every header of include/openssl by itself: alone.py c|c++ COMPILER. Prints what the compiler objects to.

In C++ as in 1998 and 2020, in C as in 1999 and 2011; each twice in one file, so that its guard is tried too.
"""
import concurrent.futures
import pathlib
import subprocess
import sys

INCLUDE = pathlib.Path(__file__).resolve().parents[2] / "include"
STANDARDS = {"c": ("c99", "gnu11"), "c++": ("c++98", "c++20")}
WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Wundef", "-Wwrite-strings", "-Werror", "-Wno-long-long"]


def compile_alone(language, compiler, standard, header):
    # Some headers hold macros only, and a file without any declaration is no C.
    text = f"#include <openssl/{header}>\n#include <openssl/{header}>\nextern int something;\n"
    done = subprocess.run([compiler, "-x", language, f"-std={standard}", "-fsyntax-only", *WARNINGS, "-I", INCLUDE, "-"],
                          input=text, capture_output=True, text=True, timeout=60, check=False)
    return f"{header} in {standard}:\n{done.stderr}" if done.returncode else None


def main():
    language, compiler = sys.argv[1:]
    headers = sorted(p.name for p in (INCLUDE / "openssl").glob("*.h"))
    if len(headers) < 60:
        sys.exit(f"only {len(headers)} headers under {INCLUDE}")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        faults = list(pool.map(lambda job: compile_alone(language, compiler, *job),
                               [(s, h) for s in STANDARDS[language] for h in headers]))
    faults = [f for f in faults if f]
    print("\n".join(faults))
    print(f"{len(headers)} headers, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
