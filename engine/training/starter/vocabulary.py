"""The words of the starter model: what can be drawn, and the many ways to say it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

COLOURS = {
    "red": (222, 32, 38),
    "orange": (250, 140, 20),
    "yellow": (248, 220, 40),
    "green": (40, 180, 60),
    "cyan": (40, 205, 215),
    "blue": (40, 84, 224),
    "purple": (130, 50, 190),
    "pink": (250, 110, 180),
}
BACKGROUNDS = {
    "white": (240, 240, 240),
    "black": (14, 14, 18),
    "gray": (128, 128, 130),
    "blue": (24, 50, 120),
    "green": (24, 90, 48),
    "brown": (104, 66, 38),
}
SHAPES = {
    "circle": ("circle", "ball", "disc", "circle", "ball"),
    "square": ("square", "box", "square"),
    "triangle": ("triangle",),
    "star": ("star",),
    "ring": ("ring", "hoop", "ring"),
}
COLOUR_WORDS = {"cyan": ("cyan", "turquoise", "cyan"), "purple": ("purple", "violet", "purple")}
BACKGROUND_WORDS = {"gray": ("gray", "grey"), "blue": ("blue", "dark blue", "blue"), "green": ("green", "dark green")}
DIAGONALS = ("up left", "up right", "down left", "down right")
MOTIONS = ("left", "right", "up", "down", *DIAGONALS, "bounces", "grows", "spins")
STEPS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
FACE_ACTIONS = ("smiles", "nods", "blinks", "talks")
SKINS = {"light": (245, 205, 170), "tan": (214, 160, 112), "dark": (134, 86, 56)}
HAIRS = {"black": (34, 28, 30), "brown": (94, 56, 30), "blond": (226, 190, 96), "red": (176, 66, 30)}

TRAVEL = (
    ("moves", "moving"),
    ("slides", "sliding"),
    ("glides", "gliding"),
    ("goes", "going"),
    ("travels", "traveling"),
)
ROLL = (("rolls", "rolling"),)
WAYS = {
    "left": ("to the left", "left", "from right to left", "leftwards"),
    "right": ("to the right", "right", "from left to right", "rightwards"),
    "up": ("up", "upwards", "to the top"),
    "down": ("down", "downwards", "to the bottom"),
    "up left": ("up and to the left", "diagonally up to the left", "up left"),
    "up right": ("up and to the right", "diagonally up to the right", "up right"),
    "down left": ("down and to the left", "diagonally down to the left", "down left"),
    "down right": ("down and to the right", "diagonally down to the right", "down right"),
}
DEEDS = {
    "bounces": (("bounces", "bouncing"), ("bounces up and down", "bouncing up and down"), ("hops", "hopping")),
    "grows": (("grows", "growing"), ("gets bigger", "getting bigger"), ("becomes larger", "becoming larger")),
    "spins": (("spins", "spinning"), ("rotates", "rotating"), ("turns around", "turning around")),
    "smiles": (("smiles", "smiling"), ("begins to smile", "beginning to smile")),
    "nods": (("nods", "nodding"), ("nods its head", "nodding its head")),
    "blinks": (("blinks", "blinking"), ("blinks its eyes", "blinking its eyes")),
    "talks": (("talks", "talking"), ("speaks", "speaking")),
}


@dataclass(frozen=True, slots=True)
class ShapeScene:
    """One moving shape; every field is a word of this module."""

    colour: str
    shape: str
    motion: str
    background: str


@dataclass(frozen=True, slots=True)
class FaceScene:
    """One drawn face; every field is a word of this module."""

    action: str
    skin: str
    hair: str
    background: str


Scene = ShapeScene | FaceScene


def possible(scene: ShapeScene) -> bool:
    """Whether the scene can be seen: no shape in the colour of its background, nothing round that spins."""
    return scene.colour != scene.background and not (scene.motion == "spins" and scene.shape in ("circle", "ring"))


def random_scene(random: Random, faces: float) -> Scene:
    """A scene drawn evenly from all that can be seen; `faces` is the share of faces, 0 to 1."""
    if random.random() < faces:
        pick = (FACE_ACTIONS, tuple(SKINS), tuple(HAIRS), tuple(BACKGROUNDS))
        return FaceScene(*(random.choice(words) for words in pick))
    while True:
        pick = (tuple(COLOURS), tuple(SHAPES), MOTIONS, tuple(BACKGROUNDS))
        scene = ShapeScene(*(random.choice(words) for words in pick))
        if possible(scene):
            return scene


def caption(scene: Scene, random: Random) -> str:
    """One of the many sentences that describe the scene."""
    thing = _thing(scene, random)
    deed, doing = _deed(scene, random)
    place, bare = _place(scene.background, random)
    forms = (
        f"{thing} {deed} {place}",
        f"{thing} {deed} {place}",
        f"{place}, {thing} {deed}",
        f"{thing} {place} {deed}",
        f"{thing} {doing} {place}",
        f"{thing} {doing}, {bare}",
        f"{thing} that {deed}, {bare}",
        f"{bare}, {thing}, {doing}",
        f"{doing} {thing.split(' ', 1)[1]} {place}",
    )
    text = random.choice(forms)
    if random.random() < 0.1:
        text = random.choice(("a video of ", "a clip of ", "animation: ")) + text
    if random.random() < 0.3:
        text = text[0].upper() + text[1:]
    return text + random.choice(("", "", "."))


def plain_caption(scene: Scene) -> str:
    """The one plain sentence of a scene, for judging and examples."""
    if isinstance(scene, FaceScene):
        return f"a face with {scene.hair} hair {scene.action} on a {scene.background} background"
    deed = f"moves {WAYS[scene.motion][0]}" if scene.motion in WAYS else scene.motion
    article = "an" if scene.colour == "orange" else "a"
    return f"{article} {scene.colour} {scene.shape} {deed} on a {scene.background} background"


def _thing(scene: Scene, random: Random) -> str:
    if isinstance(scene, FaceScene):
        who = random.choice(("face", "cartoon face", "person", "face"))
        skin = random.choice(("", "", f"{scene.skin} "))
        hair = random.choice(("", f" with {scene.hair} hair", f" with {scene.hair} hair"))
        return random.choice(("a", "the", "a")) + f" {skin}{who}{hair}"
    colour = random.choice(COLOUR_WORDS.get(scene.colour, (scene.colour,)))
    shape = random.choice(SHAPES[scene.shape])
    article = random.choice(("the", "an" if colour[0] == "o" else "a", "an" if colour[0] == "o" else "a"))
    return f"{article} {colour} {shape}"


def _deed(scene: Scene, random: Random) -> tuple[str, str]:
    if isinstance(scene, FaceScene):
        return random.choice(DEEDS[scene.action])
    if scene.motion in DEEDS:
        return random.choice(DEEDS[scene.motion])
    verbs = TRAVEL + (ROLL * 2 if scene.shape in ("circle", "ring") else ())
    says, doing = random.choice((*verbs, TRAVEL[0], TRAVEL[0]))
    way = random.choice(WAYS[scene.motion])
    return f"{says} {way}", f"{doing} {way}"


def _place(background: str, random: Random) -> tuple[str, str]:
    word = random.choice(BACKGROUND_WORDS.get(background, (background,)))
    places = (f"on a {word} background", f"over {word}", f"against a {word} background", f"in front of a {word} wall")
    return random.choice((places[0], *places)), random.choice((f"{word} background", f"{word} backdrop"))
