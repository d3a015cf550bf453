"""What schemathesis learns while it fuzzes: real ids, codes and keys from earlier answers, put where the document only
says "a string". Half of the requests get them, so that both the door and the rooms behind it are tried. Also keeps the
tally that bin/fuzz-api judges."""

import json
import os
import random
import re
import threading
import uuid

import schemathesis

TYPE_ID = re.compile(r"^([a-z]+)_[0-9a-hjkmnp-tv-z]{26}$")
LONGEST_MEMORY = 40

lock = threading.Lock()
chance = random.Random(20261121)
tally = open(os.environ["SPOINA_FUZZ_TALLY"], "a", buffering=1)

# Where the document cannot say what a field means: a name, and what a sensible client would send.
with open(os.environ["SPOINA_FUZZ_SEEDS"]) as file:
    known = json.load(file)

PLURALS = {"people": "person", "payments": "payment", "deliveries": "delivery"}


def learn(name, value, into=None):
    """Remembers every scalar of an answer under its field's name, every typed id also under its type."""
    if isinstance(value, dict):
        for key, inner in value.items():
            learn(key, inner)
    elif isinstance(value, list):
        for inner in value:
            learn(name, inner)
    elif isinstance(value, str) and 0 < len(value) <= 80:
        typed = TYPE_ID.match(value)
        for key in {name, typed.group(1) if typed else name}:
            values = known.setdefault(key, [])
            if value not in values:
                values.append(value)
                del values[1:-LONGEST_MEMORY]


def singular(segment):
    return PLURALS.get(segment, segment.rstrip("s") if segment.endswith("s") else segment)


def pick(names):
    for name in names:
        if known.get(name):
            # The newest are in a young state more often: a basket without an order, an order not yet picked.
            values = known[name]
            return values[-1] if chance.random() < 0.4 else chance.choice(values)
    return None


def for_path(path, name):
    """/orders/{id}: what was called an order, an order's id, …"""
    before = path.split("{" + name + "}")[0].rstrip("/").rsplit("/", 1)[-1]
    kind = singular(before)
    if name in ("sku", "code", "key", "number"):
        return pick([f"{kind}.{name}", name, kind])
    return pick([kind, f"{kind}.id", name])


def improve(value, name=""):
    """The same body with names we know filled in."""
    if isinstance(value, dict):
        return {key: improve(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [improve(inner, singular(name)) for inner in value[:3]]
    if name in ("quantity", "counted", "limit") and isinstance(value, int):
        return 1
    if name == "currency":
        return "PLN"
    if isinstance(value, str) or value is None:
        found = pick([name])
        return value if found is None else found
    return value


@schemathesis.hook
def before_call(context, case, kwargs):
    with lock:
        for name in list(case.headers or {}):
            if name.lower() in ("authorization", "if-match"):
                del case.headers[name]
        if case.method.upper() == "POST" and chance.random() < 0.9:
            case.headers["Idempotency-Key"] = str(uuid.UUID(int=chance.getrandbits(128)))
        if chance.random() < 0.2:
            return
        case.path_parameters = {
            name: for_path(case.path, name) or value for name, value in (case.path_parameters or {}).items()
        }
        if chance.random() < 0.6:
            if isinstance(case.body, (dict, list)):
                case.body = improve(case.body)
            if isinstance(case.query, dict):
                case.query = {name: improve(value, name) for name, value in case.query.items() if name != "after"}


@schemathesis.hook
def after_call(context, case, response):
    with lock:
        operation = f"{case.method.upper()} {case.path}"
        tally.write(json.dumps({"operation": operation, "status": response.status_code}) + "\n")
        if 200 <= response.status_code < 300:
            try:
                answer = response.json()
            except ValueError:
                return
            kind = singular(re.sub(r"/\{[^}]*\}", "", case.path).rsplit("/", 1)[-1])
            for item in answer.get("items", [answer]) if isinstance(answer, dict) else []:
                for key in ("id", "sku", "code", "key", "number"):
                    if isinstance(item, dict) and isinstance(item.get(key), str):
                        learn(f"{kind}.{key}", item[key])
            learn(kind, answer)
