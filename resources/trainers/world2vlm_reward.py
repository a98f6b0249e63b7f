"""Task-aware reward of the World2VLM tasks for EasyR1: worker.reward.reward_function = <this file>:compute_score

ground_truth is the JSON text {"task_type", "answer"} of the exported rows. Two rules:
  "verified"   the workbench's own: amounts within 20 % (0.1 m at least) or 10 degrees earn their full share, every motion too many costs
               0.1, letters and sentences are read, a box that overlaps by less than one half earns half its share of the geometry;
  "reference"  as published.
The workbench's tests hold both against its own implementation.
"""

import json
import math
import re

REWARD_NAME = "world2vlm"
REWARD_TYPE = "batch"

RULE = "verified"
LONGEST = 200  # characters of an answer

NUMBER = r"(-?\d+(?:\.\d+)?)"
MOTION = re.compile(
    r"move\s+(forward|backward|left|right)\s+" + NUMBER + r"\s+meters?|turn\s+(left|right)\s+" + NUMBER + r"\s+degrees?"
)
BOX = re.compile(r"\[\s*" + r"\s*,\s*".join([NUMBER] * 4) + r"\s*\]")
WHOLE_BOX = re.compile(r"(?:bbox\s*)?" + BOX.pattern)
ENDINGS = {
    "A4": (("the claim is true",), ("the claim is false",)),
    "D2": (("is out of sight", "disappears from view"), ("is still in sight", "remains visible")),
    "D4": (
        ("they are the same object", "they are the same physical object instance"),
        ("they are different objects", "they are different object instances"),
    ),
}


def normal_form(text):
    text = text.strip().lower()
    while text and (text[-1] in '.,;:!?"' or text[-1].isspace()):
        text = text[:-1]
    return " ".join(text.split())


def motions(text):
    """[(kind, amount)] in the order in which they are said."""
    found = []
    for match in MOTION.finditer(text.lower()):
        if match.group(1):
            found.append(("move " + match.group(1), float(match.group(2))))
        else:
            found.append(("turn " + match.group(3), float(match.group(4))))
    return found


def amount_score(truth, amount):
    kind, true_amount = truth
    turn = kind.startswith("turn")
    if RULE == "reference":
        low, high = (5.0, 90.0) if turn else (0.5, 5.0)
    else:
        low, high = (10.0, 45.0) if turn else (max(0.2 * true_amount, 0.1), max(true_amount, 0.5))
    return min(1.0, max(0.0, (high - abs(true_amount - amount)) / (high - low)))


def single(truth, found):
    nothing = {"overall": 0.0, "format": 0.0, "action": 0.0, "numeric": 0.0}
    if not truth or (RULE != "reference" and not found):
        return nothing
    if RULE == "reference":  # the best of all motions that were said counts
        best = dict(nothing)
        for kind, amount in found:
            if kind == truth[0][0]:
                numeric = amount_score(truth[0], amount)
                if 0.35 + 0.55 * numeric > best["overall"]:
                    best = {"overall": 0.35 + 0.55 * numeric, "format": 0.0, "action": 1.0, "numeric": numeric}
        best["format"] = 1.0 if found else 0.0
        best["overall"] += 0.10 * best["format"]
        return best
    action = 1.0 if found[0][0] == truth[0][0] else 0.0
    numeric = action * amount_score(truth[0], found[0][1])
    overall = 0.10 + 0.35 * action + 0.55 * numeric
    if len(found) > 1:
        overall = max(0.0, overall - 0.1 * (len(found) - 1))
    return {"overall": overall, "format": 1.0, "action": action, "numeric": numeric}


def sequence(truth, found):
    nothing = {"overall": 0.0, "format": 0.0, "action": 0.0, "order": 0.0, "numeric": 0.0}
    if not truth or (RULE != "reference" and not found):
        return nothing
    wanted = {}
    for kind, _ in truth:
        wanted[kind] = wanted.get(kind, 0) + 1
    shared = 0
    for kind, _ in found:
        if wanted.get(kind, 0) > 0:
            wanted[kind] -= 1
            shared += 1
    placed = [(t, f) for t, f in zip(truth, found) if t[0] == f[0]]
    action = shared / max(len(truth), len(found))
    order = len(placed) / len(truth)
    numeric = sum(amount_score(t, f[1]) for t, f in placed) / len(truth)
    form = 1.0 if found else 0.0
    overall = 0.10 * form + 0.25 * action + 0.35 * order + 0.30 * numeric
    if len(found) > len(truth):
        overall = max(0.0, overall - (0.03 if RULE == "reference" else 0.1) * (len(found) - len(truth)))
    return {"overall": overall, "format": form, "action": action, "order": order, "numeric": numeric}


def word(form):
    if form in ("yes", "true"):
        return True
    return False if form in ("no", "false") else None


def reading_of(task, truth):
    """How answers to this question are read: as a word, a letter or a sentence, whichever the true answer is."""
    if RULE == "reference" or word(normal_form(truth)) is not None:
        return word
    if normal_form(truth) in ("a", "b"):
        return lambda form: form == "a" if form in ("a", "b") else None
    return lambda form: next((value for value, ends in zip((True, False), ENDINGS[task]) if form.endswith(ends)), None)


def truth_value(task, truth, response):
    read = reading_of(task, truth)
    true, found = read(normal_form(truth)), read(normal_form(response))
    form = 1.0 if true is not None and found is not None else 0.0
    accuracy = 1.0 if form and found == true else 0.0
    return {"overall": 0.20 * form + 0.80 * accuracy, "format": form, "accuracy": accuracy}


def tidy(numbers):
    def clip(value):
        return min(1000.0, max(0.0, value))

    x1, y1, x2, y2 = numbers
    return clip(min(x1, x2)), clip(min(y1, y2)), clip(max(x1, x2)), clip(max(y1, y2))


def overlap(a, b):
    width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - width * height
    return width * height / both if both > 0 else 0.0


def box(truth, response):
    parts = dict.fromkeys(("overall", "format", "validity", "geometry", "iou", "center", "size", "l1"), 0.0)
    true_match, match = BOX.search(truth), BOX.search(response)
    if not true_match or not match:
        return parts
    said = [float(n) for n in match.groups()]
    a, b = tidy([float(n) for n in true_match.groups()]), tidy(said)
    form = 1.0 if WHOLE_BOX.fullmatch(response.lower()) else 0.4
    overflow = sum(max(0.0, -n, n - 1000.0) for n in said) / 4
    validity = (0.7 if said[0] < said[2] and said[1] < said[3] else 0.0) + 0.3 * max(0.0, 1 - overflow / 200)
    iou = overlap(a, b)
    distance = math.hypot(a[0] + a[2] - b[0] - b[2], a[1] + a[3] - b[1] - b[3]) / 2
    center = max(0.0, 1 - distance / max(80.0, 0.6 * math.hypot(a[2] - a[0], a[3] - a[1])))
    l1 = max(0.0, 1 - sum(abs(p - q) for p, q in zip(a, b)) / 4 / 180)
    ratios = [abs(math.log(max(b[i + 2] - b[i], 1.0) / max(a[i + 2] - a[i], 1.0))) for i in (0, 1)]
    size = max(0.0, 1 - sum(ratios) / 1.6)
    geometry = (0.45 * iou + 0.20 * center + 0.20 * l1 + 0.15 * size) * (0.3 + 0.7 * validity)
    if RULE != "reference" and iou < 0.5:
        geometry /= 2
    overall = 0.20 * form + 0.15 * validity + 0.65 * geometry
    return dict(overall=overall, format=form, validity=validity, geometry=geometry, iou=iou, center=center, size=size, l1=l1)


def score(response, ground_truth):
    response = response.strip()
    if len(response) > LONGEST:
        return {"overall": -1.0, "format": 0.0}
    row = json.loads(ground_truth)
    task, truth = row["task_type"], str(row["answer"]).strip()
    if task in ("A1", "A2"):
        return single(motions(truth), motions(response))
    if task in ("A3", "D3"):
        return sequence(motions(truth), motions(response))
    if task == "D1":
        return box(truth, response)
    return truth_value(task, truth, response)


def compute_score(reward_inputs, **_):
    """EasyR1 averages the keys of a batch: those that a task does not have are left out."""
    return [score(one["response"], one["ground_truth"]) for one in reward_inputs]


if __name__ == "__main__":  # lines {"response", "ground_truth"} in, lines of parts out: for tests
    import sys

    for line in sys.stdin:
        given = json.loads(line)
        print(json.dumps(score(given["response"], given["ground_truth"])))
