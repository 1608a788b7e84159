"""Pictures of the demonstration, drawn in flat colours: nobody is shown, and each says what it is in words."""

import io
from collections.abc import Callable
from math import cos, pi, sin

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 720, 480
GROUND = 330
"""From where on there is ground [dots from the top]."""
Drawing = ImageDraw.ImageDraw
INK, PAPER, PETROL, BRICK, WARM = "#211C17", "#FFFCF6", "#0B5560", "#8F3116", "#FFC21A"
SKIES = ("#CFE6EA", "#F5E3C8", "#DCE7D3")
GRASS = ("#7FA36B", "#93A86A", "#6F9A7D")
WALLS = ("#C98A5A", "#B96F4E", "#8FA3A8", "#D9B779")


def garden(look: int) -> bytes:
    """Return a garden at the foot of two towers: beds, young trees, a watering can."""
    return _drawn(look, _garden)


def feast(look: int) -> bytes:
    """Return a square made ready for a feast: bunting between lamp posts, tables, lights."""
    return _drawn(look, _feast)


def site(look: int) -> bytes:
    """Return a building site: a crane, a house with its scaffolding, a fence."""
    return _drawn(look, _site)


def _drawn(look: int, scene: Callable[[Drawing, int], None]) -> bytes:
    picture = Image.new("RGB", (WIDTH, HEIGHT), SKIES[look % len(SKIES)])
    pen = ImageDraw.Draw(picture)
    across = 110 + 230 * (look % 3)
    pen.ellipse((across - 45, 50, across + 45, 140), fill=WARM)
    pen.rectangle((0, GROUND, WIDTH, HEIGHT), fill=GRASS[look % len(GRASS)])
    scene(pen, look)
    target = io.BytesIO()
    picture.save(target, format="PNG")
    return target.getvalue()


def _tower(pen: Drawing, left: int, top: int, width: int, colour: str) -> None:
    pen.rectangle((left, top, left + width, GROUND), fill=colour)
    for y in range(top + 18, GROUND - 30, 38):
        for x in range(left + 14, left + width - 20, 34):
            pen.rectangle((x, y, x + 18, y + 22), fill=PAPER)


def _tree(pen: Drawing, x: int, foot: int, size: int) -> None:
    pen.rectangle((x - 5, foot - size, x + 5, foot), fill="#6B4A33")
    pen.ellipse((x - size // 2, foot - 2 * size, x + size // 2, foot - size + 10), fill="#3F7350")


def _garden(pen: Drawing, look: int) -> None:
    _tower(pen, 60, 90, 150, WALLS[look % len(WALLS)])
    _tower(pen, 470, 130, 190, WALLS[(look + 1) % len(WALLS)])
    for row in range(3):
        top = GROUND + 30 + 42 * row
        pen.rounded_rectangle((90, top, 610, top + 26), 8, fill="#6B4A33")
        for x in range(115, 600, 38):
            pen.ellipse((x - 9, top - 12, x + 9, top + 8), fill=(BRICK, WARM, "#3F7350")[(x // 38 + row + look) % 3])
    for x in (270, 345, 420):
        _tree(pen, x, GROUND + 8, 62)
    pen.polygon(((640, 430), (690, 430), (682, 385), (648, 385)), fill=PETROL)
    pen.line(((648, 400), (615, 375)), fill=PETROL, width=8)


def _feast(pen: Drawing, look: int) -> None:
    _tower(pen, 20, 170, 120, WALLS[look % len(WALLS)])
    _tower(pen, 580, 150, 120, WALLS[(look + 2) % len(WALLS)])
    for x in (170, 550):
        pen.rectangle((x - 5, 120, x + 5, GROUND + 20), fill=INK)
        pen.ellipse((x - 16, 100, x + 16, 132), fill=WARM)
    flags = (PETROL, BRICK, WARM, PAPER)
    for at in range(12):
        x = 170 + round(380 * at / 11)
        y = 125 + round(70 * sin(pi * at / 11))
        pen.polygon(((x - 15, y), (x + 15, y), (x, y + 34)), fill=flags[(at + look) % 4])
    for x in (200, 330, 460):
        pen.rectangle((x - 55, GROUND + 20, x + 55, GROUND + 34), fill=PAPER)
        pen.rectangle((x - 45, GROUND + 34, x - 37, GROUND + 80), fill=INK)
        pen.rectangle((x + 37, GROUND + 34, x + 45, GROUND + 80), fill=INK)
        for at in (-35, 0, 35):
            pen.ellipse((x + at - 10, GROUND + 8, x + at + 10, GROUND + 22), fill=flags[(at // 35 + look) % 3])


def _site(pen: Drawing, look: int) -> None:
    pen.rectangle((240, 190, 470, GROUND), fill=WALLS[look % len(WALLS)])
    pen.polygon(((225, 190), (485, 190), (355, 110)), fill=BRICK)
    for x in (270, 340, 410):
        pen.rectangle((x, 220, x + 36, 266), fill=PAPER)
    for y in (185, 245, 305):
        pen.line(((215, y), (495, y)), fill=WARM, width=7)
    for x in (220, 290, 360, 430, 490):
        pen.line(((x, 165), (x, GROUND)), fill=INK, width=5)
    pen.rectangle((590, 70, 606, GROUND), fill=PETROL)
    pen.rectangle((420, 70, 680, 84), fill=PETROL)
    pen.line(((470, 84), (470, 140)), fill=INK, width=4)
    turn = pi / 4 * (look % 4)
    dx, dy = round(18 * cos(turn)), round(6 * sin(turn))
    pen.line(((470 - dx, 150 - dy), (470 + dx, 150 + dy)), fill=BRICK, width=14)
    for x in range(20, WIDTH, 60):
        pen.rectangle((x, GROUND + 70, x + 44, GROUND + 120), fill=PAPER)
        pen.rectangle((x, GROUND + 86, x + 44, GROUND + 100), fill=BRICK)
