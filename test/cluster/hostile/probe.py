"""What a hostile job tries over the network; a line of output for each attempt.

probe.py reach: REACH is JSON, {name: "host:port"}; says open, silent (no answer at all), unknown (no such name) or why not.
probe.py ask: ASK is JSON, [{"name", "method", "url", "token", "body"}]; says the status of the answer.
"""

import json
import os
import socket
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

SECONDS = 4


def reach(place):
    name, address = place
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), SECONDS):
            return name, "open"
    except socket.gaierror:
        return name, "unknown"
    except TimeoutError:
        return name, "silent"
    except OSError as error:
        return name, error.strerror


def ask(wish):
    body = wish.get("body")
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(wish["url"], data, method=wish["method"])
    request.add_header("content-type", "application/json")
    token = os.environ["JOB_TOKEN"] if wish.get("token") is None else wish["token"]
    request.add_header("authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return wish["name"], answer.status
    except urllib.error.HTTPError as error:
        return wish["name"], error.code


def main():
    if sys.argv[1] == "reach":
        with ThreadPoolExecutor(32) as pool:
            answers = list(pool.map(reach, json.loads(os.environ["REACH"]).items()))
    else:
        answers = map(ask, json.loads(os.environ["ASK"]))
    for name, answer in answers:
        print(f"= {name}: {answer}", flush=True)


main()
