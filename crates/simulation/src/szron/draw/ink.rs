//! Colours: one cloth gives its shadows, lights and seams.

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rgb(pub f32, pub f32, pub f32);

impl Rgb {
    pub fn hex(text: &str) -> Rgb {
        let part = |i: usize| {
            text.get(i..i + 2)
                .and_then(|h| u8::from_str_radix(h, 16).ok())
                .map_or(0.5, |v| f32::from(v) / 255.0)
        };
        Rgb(part(1), part(3), part(5))
    }
    pub fn mix(self, other: Rgb, t: f32) -> Rgb {
        let m = |a: f32, b: f32| a + (b - a) * t;
        Rgb(m(self.0, other.0), m(self.1, other.1), m(self.2, other.2))
    }
    pub fn luminance(self) -> f32 {
        0.2126 * self.0 + 0.7152 * self.1 + 0.0722 * self.2
    }
    pub fn css(self) -> String {
        let b = |v: f32| (v.clamp(0.0, 1.0) * 255.0).round() as u8;
        format!("#{:02x}{:02x}{:02x}", b(self.0), b(self.1), b(self.2))
    }
}

/// The tones of one material under the light of the studio: cool shadows, warm lights.
#[derive(Debug, Clone)]
pub struct Ink {
    pub rgb: Rgb,
    pub base: String,
    pub light: String,
    pub glow: String,
    pub shade: String,
    pub deep: String,
    pub line: String,
    /// A thread that shows on the cloth.
    pub stitch: String,
    pub dark: bool,
    pub pale: bool,
}

impl Ink {
    pub fn of(hex: &str) -> Ink {
        Ink::from(Rgb::hex(hex))
    }
    pub fn from(rgb: Rgb) -> Ink {
        let night = Rgb(0.06, 0.07, 0.13);
        let sun = Rgb(1.0, 0.97, 0.91);
        let dark = rgb.luminance() < 0.24;
        let pale = rgb.luminance() > 0.72;
        let depth = if pale { 0.72 } else { 1.0 };
        Ink {
            rgb,
            base: rgb.css(),
            light: rgb.mix(sun, if dark { 0.13 } else { 0.2 }).css(),
            glow: rgb.mix(sun, if dark { 0.3 } else { 0.5 }).css(),
            shade: rgb.mix(night, 0.3 * depth).css(),
            deep: rgb.mix(night, 0.55 * depth).css(),
            line: rgb.mix(night, 0.7 * depth).css(),
            stitch: if dark { rgb.mix(sun, 0.32).css() } else { rgb.mix(night, 0.42).css() },
            dark,
            pale,
        }
    }
    pub fn mixed(&self, other: &str, t: f32) -> Ink {
        Ink::from(self.rgb.mix(Rgb::hex(other), t))
    }
}
