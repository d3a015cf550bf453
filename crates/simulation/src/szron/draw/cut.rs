//! The lines of a top garment, worked out from its parameters. Left half; the right one is its mirror.

use super::pen::{P, between, lerp};
use crate::szron::art::{Collar, Cuff, Hem, Quilt, Sleeve, Top};

/// How far arms stand off and how much cloth goes around a body.
#[derive(Clone, Copy, PartialEq)]
pub enum Pose {
    Flat,
    Worn,
}

pub struct Cut {
    pub top: Top,
    pub pose: Pose,
    pub neck: P,
    pub tip: P,
    pub armpit: P,
    pub waist: P,
    pub hem: P,
    pub wrist: f32,
}

pub fn bezier(p: [P; 4], t: f32) -> P {
    let (a, b, c) = (between(p[0], p[1], t), between(p[1], p[2], t), between(p[2], p[3], t));
    between(between(a, b, t), between(b, c, t), t)
}

impl Cut {
    pub fn new(top: Top, pose: Pose) -> Self {
        let worn = pose == Pose::Worn;
        let k = if worn { 0.85 } else { 1.0 };
        let w = |half: i16, k: f32| 400.0 - f32::from(half) * k;
        let length = f32::from(top.length) * if worn { 0.86 } else { 0.84 };
        let slope = if top.sleeve == Sleeve::None { 24.0 } else { 38.0 };
        let neck = match top.collar {
            Collar::Turtle => 58.0,
            Collar::Vee | Collar::Crew => 70.0,
            _ => 64.0,
        };
        let neck = if worn { neck * 0.86 } else { neck };
        Self {
            neck: (400.0 - neck, 196.0),
            tip: (w(top.shoulder, if worn { 0.9 } else { 1.0 }), 196.0 + slope),
            armpit: (w(top.chest, k), if worn { 372.0 } else { 384.0 }),
            waist: (w(top.waist, k), 200.0 + (length * 0.62).min(330.0)),
            hem: (w(top.hem, k), 200.0 + length),
            wrist: match top.cuff {
                Cuff::Rib | Cuff::Elastic => 0.62,
                _ => 0.7,
            },
            top,
            pose,
        }
    }

    /// The side of the body at a height.
    pub fn side(&self, y: f32) -> f32 {
        let (a, w, h) = (self.armpit, self.waist, self.hem);
        let ease = |t: f32| t * t * (3.0 - 2.0 * t);
        if y <= w.1 {
            lerp(a.0, w.0, ease(((y - a.1) / (w.1 - a.1)).clamp(0.0, 1.0)))
        } else {
            lerp(w.0, h.0, ease(((y - w.1) / (h.1 - w.1)).clamp(0.0, 1.0) * 0.98))
        }
    }

    /// Where the body ends; a ribbed band hangs below it.
    pub fn body_end(&self) -> f32 {
        if self.top.finish == Hem::Rib { self.hem.1 - 30.0 } else { self.hem.1 }
    }

    fn arm(&self) -> f32 {
        f32::from(self.top.arm) * 2.0 * if self.pose == Pose::Worn { 0.8 } else { 1.0 }
    }

    /// How long the sleeve runs: 1 to the wrist.
    pub fn sleeve_end(&self) -> f32 {
        match (self.top.sleeve, self.top.cuff) {
            (Sleeve::Short, _) => 0.56,
            (_, Cuff::Rib) => 0.94,
            _ => 1.0,
        }
    }

    pub fn outer(&self, t: f32) -> P {
        let (tip, ox) = (self.tip, self.armpit.0 - self.arm() * 0.72);
        let flare = if self.pose == Pose::Worn { 8.0 } else { 30.0 };
        let down = if self.pose == Pose::Worn { 650.0 } else { 645.0 };
        bezier([tip, (lerp(tip.0, ox, 0.72), tip.1 + 34.0), (ox - 4.0, 460.0), (ox - flare, down)], t)
    }

    pub fn inner(&self, s: f32) -> P {
        let end = self.outer(1.0);
        let wrist = (end.0 + self.arm() * self.wrist, end.1 + 12.0);
        let a = (self.armpit.0 + 10.0, self.armpit.1 - 6.0);
        bezier([a, (a.0 - 14.0, a.1 + 80.0), (wrist.0 + 10.0, 560.0), wrist], s)
    }

    /// The point across the sleeve from `outer(t)`.
    pub fn across(&self, t: f32) -> P {
        let meet = 0.47;
        if t >= meet {
            self.inner((t - meet) / (1.0 - meet))
        } else {
            let a = self.inner(0.0);
            let p = self.outer(t);
            (a.0 + 30.0, lerp(p.1 + 60.0, a.1, t / meet))
        }
    }

    pub fn baffles(&self) -> Option<u8> {
        if let Quilt::Baffles(n) = self.top.quilt { Some(n) } else { None }
    }

    /// Heights of the seams between chambers, from the chest to the hem.
    pub fn seams(&self) -> Vec<f32> {
        let n = self.baffles().unwrap_or(1);
        let (from, to) = (226.0, self.body_end());
        (1..n).map(|i| lerp(from, to, f32::from(i) / f32::from(n))).collect()
    }

    /// How deep the neckline falls in front.
    pub fn depth(&self, back: bool) -> f32 {
        if back {
            return 12.0;
        }
        match self.top.collar {
            Collar::Crew => 44.0,
            Collar::Vee => 128.0,
            Collar::Lapel => 236.0,
            Collar::Turtle => 26.0,
            Collar::Shirt => 40.0,
            _ => 34.0,
        }
    }

    /// The left half of the neckline, from the shoulder to the middle.
    pub fn neckline(&self, back: bool) -> Vec<P> {
        let (n, d) = (self.neck, self.depth(back));
        match (self.top.collar, back) {
            (Collar::Vee | Collar::Lapel, false) => vec![n, (n.0 + 16.0, n.1 + d * 0.34), (399.0, n.1 + d)],
            _ => vec![n, (lerp(n.0, 400.0, 0.28), n.1 + d * 0.7), (400.0, n.1 + d)],
        }
    }

    /// The outline of the body.
    pub fn body(&self, back: bool) -> Vec<Vec<P>> {
        let mut neckline = self.neckline(back);
        neckline.reverse();
        let (tip, pit, end) = (self.tip, self.armpit, self.body_end());
        let mut runs = vec![
            neckline,
            vec![self.neck, between(self.neck, tip, 0.5), tip],
            if self.top.sleeve == Sleeve::None {
                vec![tip, (tip.0 + 4.0, tip.1 + 60.0), (lerp(tip.0, pit.0, 0.35) + 10.0, pit.1 - 26.0), pit]
            } else {
                vec![tip, (tip.0 + 16.0, tip.1 + 58.0), (lerp(tip.0, pit.0, 0.4) + 14.0, pit.1 - 40.0), pit]
            },
        ];
        if self.baffles().is_some() {
            let mut last = pit;
            for y in self.seams().into_iter().filter(|y| *y > pit.1 + 14.0).chain([end]) {
                let next = (self.side(y), y);
                let middle = (last.1 + y) / 2.0;
                runs.push(vec![last, (self.side(middle) - 6.5, middle), next]);
                last = next;
            }
        } else {
            let steps = [0.2, 0.4, 0.6, 0.8];
            let mut side = vec![pit];
            side.extend(steps.map(|t| {
                let y = lerp(pit.1, end, t);
                (self.side(y), y)
            }));
            let drop = if self.top.finish == Hem::Tail { 46.0 } else { 0.0 };
            side.push((self.side(end), end - drop));
            runs.push(side);
        }
        let x = self.side(end);
        runs.push(match self.top.finish {
            Hem::Tail => vec![
                (x, end - 46.0),
                (x + 30.0, end - 16.0),
                (lerp(x, 400.0, 0.55), end + 6.0),
                (400.0, end + 8.0),
            ],
            _ => vec![(x, end), (lerp(x, 400.0, 0.5), end + 6.0), (400.0, end + 8.0)],
        });
        runs
    }
}
