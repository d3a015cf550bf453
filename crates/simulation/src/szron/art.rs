//! How a product is cut: the parameters from which its pictures are drawn. Lengths are units of an 800 × 1000
//! sheet; widths are half-widths from the middle line.

/// The cut of one product.
#[derive(Debug, Clone, Copy)]
pub enum Art {
    Top(Top),
    Legs(Legs),
    Skirt(Skirt),
    Shoe(Shoe),
    Bag(Bag),
    Hat(Hat),
    Hands(Hands),
    Scarf(Scarf),
    Socks(Socks),
    Belt(Belt),
}

/// What it is made of: decides weave, shine and the close-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fabric {
    Ripstop,
    Shell,
    Softshell,
    Wool,
    Herringbone,
    Knit,
    Cable,
    FineKnit,
    Sherpa,
    Fleece,
    Jersey,
    Oxford,
    Flannel,
    Corduroy,
    Denim,
    Twill,
    Canvas,
    Leather,
    Suede,
    Mesh,
    Felt,
    Webbing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sleeve {
    None,
    Short,
    Long,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collar {
    Crew,
    Vee,
    Turtle,
    Shirt,
    Stand,
    Rib,
    Hood,
    FurHood,
    Lapel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closure {
    None,
    Zip,
    CoveredZip,
    HalfZip,
    Buttons,
    Placket,
    Snaps,
    DoubleBreasted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quilt {
    None,
    /// Horizontal chambers of down, so many down the body.
    Baffles(u8),
    Diamond,
    Onion,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pocket {
    Welt,
    SlantZip,
    Patch,
    Flap,
    ChestPatch,
    ChestFlap,
    ChestZip,
    Kangaroo,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hem {
    Plain,
    Rib,
    Tail,
    Drawcord,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cuff {
    Plain,
    Rib,
    Button,
    Tab,
    Elastic,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Print {
    None,
    /// Contour lines of a mountain.
    Contour,
    /// The small frost crystal on the chest.
    Crystal,
    /// A knitted pattern around the yoke.
    Jacquard,
    /// Shoulders in the trim colour.
    Yoke,
}

/// Everything worn above the waist.
#[derive(Debug, Clone, Copy)]
pub struct Top {
    /// From the shoulder to the hem.
    pub length: i16,
    pub shoulder: i16,
    pub chest: i16,
    pub waist: i16,
    pub hem: i16,
    pub sleeve: Sleeve,
    /// Half-width of the upper sleeve.
    pub arm: i16,
    pub collar: Collar,
    pub closure: Closure,
    pub quilt: Quilt,
    pub pockets: &'static [Pocket],
    pub finish: Hem,
    pub cuff: Cuff,
    pub fabric: Fabric,
    pub print: Print,
    pub belt: bool,
}

impl Top {
    /// A plain long-sleeved jersey top; cuts start from it.
    pub const BASE: Top = Top {
        length: 560,
        shoulder: 158,
        chest: 160,
        waist: 154,
        hem: 156,
        sleeve: Sleeve::Long,
        arm: 48,
        collar: Collar::Crew,
        closure: Closure::None,
        quilt: Quilt::None,
        pockets: &[],
        finish: Hem::Plain,
        cuff: Cuff::Plain,
        fabric: Fabric::Jersey,
        print: Print::None,
        belt: false,
    };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waist {
    Button,
    Elastic,
    Wide,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegsCuff {
    Plain,
    Rib,
    Turned,
    Zip,
}

/// Trousers, leggings, shorts.
#[derive(Debug, Clone, Copy)]
pub struct Legs {
    pub length: i16,
    pub waist: i16,
    pub hip: i16,
    /// Half-width of a leg at the knee and at the hem.
    pub knee: i16,
    pub hem: i16,
    pub top: Waist,
    pub cuff: LegsCuff,
    pub cargo: bool,
    pub knees: bool,
    pub fabric: Fabric,
}

impl Legs {
    pub const BASE: Legs = Legs {
        length: 760,
        waist: 118,
        hip: 150,
        knee: 62,
        hem: 52,
        top: Waist::Button,
        cuff: LegsCuff::Plain,
        cargo: false,
        knees: false,
        fabric: Fabric::Twill,
    };
}

#[derive(Debug, Clone, Copy)]
pub struct Skirt {
    pub length: i16,
    pub waist: i16,
    pub hem: i16,
    pub pleats: u8,
    pub fabric: Fabric,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shaft {
    Low,
    Mid,
    High,
    Chelsea,
    Sandal,
    Slipper,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sole {
    Cup,
    Trail,
    Lug,
    Wedge,
    Heel,
}

#[derive(Debug, Clone, Copy)]
pub struct Shoe {
    pub shaft: Shaft,
    pub sole: Sole,
    pub laces: bool,
    pub fur: bool,
    /// A rubber rand or a cap around the toes.
    pub rand: bool,
    /// The colour of the sole, `#rrggbb`.
    pub rubber: &'static str,
    pub fabric: Fabric,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bag {
    /// A daypack with a front pocket.
    Daypack,
    /// Higher, with a lid and side straps.
    Alpine,
    Rolltop,
    Tote,
    WaistPack,
    Duffel,
    Messenger,
}

#[derive(Debug, Clone, Copy)]
pub struct Beanie {
    pub pompom: bool,
    pub cuff: bool,
    pub fabric: Fabric,
}

#[derive(Debug, Clone, Copy)]
pub enum Hat {
    Beanie(Beanie),
    Cap,
    Headband,
}

#[derive(Debug, Clone, Copy)]
pub struct Hands {
    pub mitten: bool,
    pub fabric: Fabric,
}

#[derive(Debug, Clone, Copy)]
pub enum Scarf {
    Fringed(Fabric),
    Gaiter(Fabric),
}

#[derive(Debug, Clone, Copy)]
pub struct Socks {
    pub height: i16,
    pub stripes: bool,
}

#[derive(Debug, Clone, Copy)]
pub enum Belt {
    Leather,
    Webbing,
}
