//! Paths: points in, path data out. Curves run smoothly through the points they are given.

use std::fmt::Write;

pub type P = (f32, f32);

/// One decimal at most, none when it is zero: drawings stay small.
pub fn num(x: f32) -> String {
    let tenths = (x * 10.0).round() as i64;
    if tenths % 10 == 0 {
        (tenths / 10).to_string()
    } else {
        let sign = if tenths < 0 { "-" } else { "" };
        format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
    }
}

pub fn lerp(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}

pub fn between(a: P, b: P, t: f32) -> P {
    (lerp(a.0, b.0, t), lerp(a.1, b.1, t))
}

/// The other side of the middle line.
pub fn mirror(p: P) -> P {
    (800.0 - p.0, p.1)
}

#[derive(Default, Clone)]
pub struct Pen {
    d: String,
    /// Where the pen is, as far as rounding has told.
    last: P,
}

/// Path data is relative and rounded to tenths, each step from where the rounded steps before it ended.
fn step(d: &mut String, from: P, to: P) -> P {
    let (dx, dy) = (tenths(to.0 - from.0), tenths(to.1 - from.1));
    for delta in [dx, dy] {
        let text = num(delta);
        if !text.starts_with('-') && d.ends_with(|c: char| c.is_ascii_digit()) {
            d.push(' ');
        }
        d.push_str(&text);
    }
    (from.0 + dx, from.1 + dy)
}

fn tenths(x: f32) -> f32 {
    (x * 10.0).round() / 10.0
}

impl Pen {
    pub fn at(p: P) -> Self {
        Pen::default().jump(p)
    }
    pub fn jump(mut self, p: P) -> Self {
        let _ = write!(self.d, "M{} {}", num(p.0), num(p.1));
        self.last = (tenths(p.0), tenths(p.1));
        self
    }
    pub fn to(mut self, p: P) -> Self {
        self.d.push('l');
        self.last = step(&mut self.d, self.last, p);
        self
    }
    pub fn quad(mut self, c: P, p: P) -> Self {
        self.d.push('q');
        step(&mut self.d, self.last, c);
        self.last = step(&mut self.d, self.last, p);
        self
    }
    pub fn cubic(mut self, a: P, b: P, p: P) -> Self {
        self.d.push('c');
        step(&mut self.d, self.last, a);
        step(&mut self.d, self.last, b);
        self.last = step(&mut self.d, self.last, p);
        self
    }
    /// Smoothly from here through all the points.
    pub fn through(self, points: &[P]) -> Self {
        self.bend(points, None, None)
    }
    fn bend(mut self, points: &[P], before: Option<P>, after: Option<P>) -> Self {
        let mut all = vec![self.last];
        all.extend_from_slice(points);
        if all.len() == 2 && before.is_none() && after.is_none() {
            return self.to(points[0]);
        }
        for i in 0..all.len() - 1 {
            let (p1, p2) = (all[i], all[i + 1]);
            let p0 = if i == 0 { before.unwrap_or(p1) } else { all[i - 1] };
            let p3 = if i + 2 < all.len() { all[i + 2] } else { after.unwrap_or(p2) };
            let a = (p1.0 + (p2.0 - p0.0) / 6.0, p1.1 + (p2.1 - p0.1) / 6.0);
            let b = (p2.0 - (p3.0 - p1.0) / 6.0, p2.1 - (p3.1 - p1.1) / 6.0);
            self = self.cubic(a, b, p2);
        }
        self
    }
    pub fn close(mut self) -> Self {
        self.d.push('Z');
        self
    }
    pub fn d(self) -> String {
        self.d
    }
}

/// A smooth open curve.
pub fn curve(points: &[P]) -> String {
    Pen::at(points[0]).through(&points[1..]).d()
}

pub fn line(points: &[P]) -> String {
    points[1..].iter().fold(Pen::at(points[0]), |pen, p| pen.to(*p)).d()
}

pub fn polygon(points: &[P]) -> String {
    points[1..].iter().fold(Pen::at(points[0]), |pen, p| pen.to(*p)).close().d()
}

/// A smooth closed shape.
pub fn blob(points: &[P]) -> String {
    let n = points.len();
    let mut pen = Pen::at(points[0]);
    for i in 0..n {
        let run = [points[(i + 1) % n]];
        pen = pen.bend(&run, Some(points[(i + n - 1) % n]), Some(points[(i + 2) % n]));
    }
    pen.close().d()
}

/// A closed shape from its left half: runs of points from the top to the bottom, smooth inside a run, with a corner
/// between runs. A run that begins or ends on the middle line is smooth across it.
pub fn symmetric(runs: &[Vec<P>]) -> String {
    let on_middle = |p: P| (p.0 - 400.0).abs() < 0.5;
    let mut pen = Pen::at(runs[0][0]);
    for run in runs {
        let (first, last) = (run[0], run[run.len() - 1]);
        let before = on_middle(first).then(|| mirror(run[1]));
        let after = on_middle(last).then(|| mirror(run[run.len() - 2]));
        pen = pen.bend(&run[1..], before, after);
    }
    if let Some(end) = runs.last().and_then(|run| run.last()).filter(|end| !on_middle(**end)) {
        pen = pen.to(mirror(*end));
    }
    for run in runs.iter().rev() {
        let back: Vec<P> = run.iter().rev().map(|p| mirror(*p)).collect();
        let (first, last) = (back[0], back[back.len() - 1]);
        let before = on_middle(first).then(|| mirror(back[1]));
        let after = on_middle(last).then(|| mirror(back[back.len() - 2]));
        pen = pen.bend(&back[1..], before, after);
    }
    pen.close().d()
}

/// A rounded rectangle, for use inside longer path data.
pub fn rounded(x: f32, y: f32, w: f32, h: f32, r: f32) -> String {
    Pen::at((x + r, y))
        .to((x + w - r, y))
        .quad((x + w, y), (x + w, y + r))
        .to((x + w, y + h - r))
        .quad((x + w, y + h), (x + w - r, y + h))
        .to((x + r, y + h))
        .quad((x, y + h), (x, y + h - r))
        .to((x, y + r))
        .quad((x, y), (x + r, y))
        .close()
        .d()
}
