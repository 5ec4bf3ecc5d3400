"""What is known of colours: how they contrast, and how they look to people who see fewer of them."""

from __future__ import annotations

Rgb = tuple[float, float, float]

# By Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, 2009:
# the whole deficiency (severity 1.0), for linear RGB.
SEEN_AS: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
}


def linear(colour: str) -> Rgb:
    """A colour like `#0072b2` as linear light (IEC 61966-2-1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.x's ratio, from 1 to 21."""
    light, dark = sorted((_luminance(linear(colour)) for colour in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def difference(one: str, other: str, deficiency: str | None = None) -> float:
    """How different two colours look (CIE 1976): some 2 is just seen, 10 at a glance."""
    there, here = (_lab(_seen(linear(colour), deficiency)) for colour in (one, other))
    return float(sum((a - b) ** 2 for a, b in zip(there, here, strict=True)) ** 0.5)


def _luminance(light: Rgb) -> float:
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def _seen(light: Rgb, deficiency: str | None) -> Rgb:
    if deficiency is None:
        return light
    red, green, blue = (sum(a * b for a, b in zip(row, light, strict=True)) for row in SEEN_AS[deficiency])
    return min(1.0, max(0.0, red)), min(1.0, max(0.0, green)), min(1.0, max(0.0, blue))


def _lab(light: Rgb) -> Rgb:
    red, green, blue = light
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.072175 * blue
    z = (0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (one ** (1 / 3) if one > 216 / 24389 else (24389 / 27 * one + 16) / 116 for one in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
