//! Amounts, and the two macros that let our own types travel through SQL and JSON.

/// Lets a type be read from a column as the scalar it wraps, on both engines.
#[macro_export]
macro_rules! sql_scalar {
    ($type:ty as $raw:ty, $from:expr) => {
        impl<DB: $crate::sqlx::Database> $crate::sqlx::Type<DB> for $type
        where
            $raw: $crate::sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <$raw as $crate::sqlx::Type<DB>>::type_info()
            }
            fn compatible(ty: &DB::TypeInfo) -> bool {
                <$raw as $crate::sqlx::Type<DB>>::compatible(ty)
            }
        }
        impl<'r, DB: $crate::sqlx::Database> $crate::sqlx::Decode<'r, DB> for $type
        where
            $raw: $crate::sqlx::Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, $crate::sqlx::error::BoxDynError> {
                let from: fn($raw) -> Result<$type, $crate::sqlx::error::BoxDynError> = $from;
                from(<$raw as $crate::sqlx::Decode<'r, DB>>::decode(value)?)
            }
        }
    };
}

/// An enum stored and spoken as text: one spelling for SQL, JSON and logs.
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $text)] $variant),* }
        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),* } }
            pub fn parse(text: &str) -> Option<Self> { match text { $($text => Some(Self::$variant),)* _ => None } }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.write_str(self.as_str()) }
        }
        impl $crate::ToArg for $name {
            const NULL: $crate::Arg = $crate::Arg::Text(None);
            fn to_arg(&self) -> $crate::Arg { $crate::Arg::Text(Some(self.as_str().into())) }
        }
        $crate::sql_scalar!($name as String, |raw| Ok($name::parse(&raw).ok_or_else(|| format!("`{raw}` is not a {}", stringify!($name)))?));
    };
}

/// A whole number of a variant's base unit (piece, gram, millimetre). Zero is a count like any other.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "i64", into = "i64")]
pub struct Quantity(i64);
impl Quantity {
    pub const ZERO: Quantity = Quantity(0);
    /// More than anybody trades in one line; keeps sums far from overflow.
    pub const MAX: i64 = 1_000_000_000;

    pub fn new(units: i64) -> Option<Self> {
        (0..=Self::MAX).contains(&units).then_some(Self(units))
    }
    /// At least one: what can be ordered, reserved or moved.
    pub fn positive(units: i64) -> Option<Self> {
        Self::new(units).filter(|quantity| quantity.0 > 0)
    }
    pub fn get(self) -> i64 {
        self.0
    }
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
    pub fn plus(self, other: Quantity) -> Option<Quantity> {
        Self::new(self.0 + other.0)
    }
    /// `None` if less than nothing would be left.
    pub fn minus(self, other: Quantity) -> Option<Quantity> {
        Self::new(self.0 - other.0)
    }
}
impl TryFrom<i64> for Quantity {
    type Error = &'static str;
    fn try_from(units: i64) -> Result<Self, Self::Error> {
        Self::new(units).ok_or("a quantity is between 0 and 1000000000")
    }
}
impl From<Quantity> for i64 {
    fn from(quantity: Quantity) -> i64 {
        quantity.0
    }
}
impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
impl crate::ToArg for Quantity {
    const NULL: crate::Arg = crate::Arg::Int(None);
    fn to_arg(&self) -> crate::Arg {
        crate::Arg::Int(Some(self.0))
    }
}
sql_scalar!(Quantity as i64, |raw| Ok(Quantity::try_from(raw)?));

/// A signed change of a quantity.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Delta(pub i64);
impl From<Quantity> for Delta {
    fn from(quantity: Quantity) -> Delta {
        Delta(quantity.0)
    }
}
impl std::ops::Neg for Delta {
    type Output = Delta;
    fn neg(self) -> Delta {
        Delta(-self.0)
    }
}
impl std::fmt::Display for Delta {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:+}", self.0)
    }
}
impl crate::ToArg for Delta {
    const NULL: crate::Arg = crate::Arg::Int(None);
    fn to_arg(&self) -> crate::Arg {
        crate::Arg::Int(Some(self.0))
    }
}
sql_scalar!(Delta as i64, |raw| Ok(Delta(raw)));

text_enum! {
    /// ISO 4217, as far as our markets reach.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Currency {
        Bgn = "BGN", Chf = "CHF", Czk = "CZK", Dkk = "DKK", Eur = "EUR", Gbp = "GBP", Huf = "HUF", Isk = "ISK",
        Nok = "NOK", Pln = "PLN", Ron = "RON", Sek = "SEK", Uah = "UAH", Usd = "USD",
    }
}
impl Currency {
    /// How many digits the minor unit has (ISO 4217, column "Minor unit").
    pub fn exponent(self) -> u32 {
        match self {
            Currency::Isk => 0,
            _ => 2,
        }
    }
}

/// An amount in the smallest unit of its currency. Currencies never mix, cents never vanish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Money {
    #[serde(rename = "amount")]
    pub minor: i64,
    pub currency: Currency,
}
impl Money {
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }
    pub fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }
    pub fn is_zero(self) -> bool {
        self.minor == 0
    }
    pub fn negated(self) -> Self {
        Self { minor: -self.minor, ..self }
    }
    /// `None` if the currencies differ or the sum does not fit.
    pub fn plus(self, other: Money) -> Option<Money> {
        let minor = self.minor.checked_add(other.minor)?;
        (self.currency == other.currency).then_some(Money { minor, ..self })
    }
    pub fn minus(self, other: Money) -> Option<Money> {
        self.plus(other.negated())
    }
    pub fn times(self, quantity: Quantity) -> Option<Money> {
        Some(Money { minor: self.minor.checked_mul(quantity.get())?, ..self })
    }
    /// The sum of all; zero of `currency` for none, `None` if one is in another currency.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
        amounts.into_iter().try_fold(Money::zero(currency), Money::plus)
    }
    /// Splits by `weights` so that the parts add up exactly, by largest remainder, earlier parts first on a tie.
    /// Mirrored for negative amounts, so a refund undoes a charge to the cent. All weights zero: equal parts.
    pub fn allocate(self, weights: &[i64]) -> Vec<Money> {
        if self.minor < 0 {
            return self.negated().allocate(weights).into_iter().map(Money::negated).collect();
        }
        if weights.is_empty() {
            return Vec::new();
        }
        let total: i128 = weights.iter().map(|w| i128::from((*w).max(0))).sum();
        let weight = |w: i64| if total == 0 { 1 } else { i128::from(w.max(0)) };
        let total = if total == 0 { weights.len() as i128 } else { total };
        let exact = |w: &i64| i128::from(self.minor) * weight(*w);
        let mut parts: Vec<i64> = weights.iter().map(|w| (exact(w) / total) as i64).collect();
        let left = self.minor - parts.iter().sum::<i64>();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|i| std::cmp::Reverse(exact(&weights[*i]) % total));
        for i in order.into_iter().take(left as usize) {
            parts[i] += 1;
        }
        parts.into_iter().map(|minor| Money { minor, ..self }).collect()
    }
    /// What units `from..to` of a line of `of` units are worth: cumulative(to) − cumulative(from), so that any
    /// sequence of partial returns adds up to the whole line.
    pub fn share(self, from: Quantity, to: Quantity, of: Quantity) -> Money {
        let upto = |n: Quantity| {
            let (amount, n, of) = (i128::from(self.minor), i128::from(n.get()), i128::from(of.get().max(1)));
            let rounded = (amount.abs() * n * 2 + of) / (of * 2);
            (rounded * amount.signum()) as i64
        };
        Money { minor: upto(to) - upto(from), ..self }
    }
}
/// For logs and plain text; screens format by language.
impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = 10u64.pow(self.currency.exponent());
        let (sign, minor) = (if self.minor < 0 { "-" } else { "" }, self.minor.unsigned_abs());
        match self.currency.exponent() {
            0 => write!(f, "{sign}{minor} {}", self.currency.as_str()),
            digits => write!(
                f,
                "{sign}{}.{:0width$} {}",
                minor / unit,
                minor % unit,
                self.currency.as_str(),
                width = digits as usize
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cent_is_lost_in_a_split() {
        for minor in [100, 1, 0, -100, 99_999, -1] {
            let parts = Money::new(minor, Currency::Pln).allocate(&[1, 1, 1, 0, 7]);
            assert_eq!(parts.iter().map(|p| p.minor).sum::<i64>(), minor);
            assert_eq!(parts[3].minor, 0);
        }
    }

    #[test]
    fn a_refund_mirrors_the_charge() {
        let mut dice = fastrand::Rng::with_seed(7);
        for _ in 0..2_000 {
            let weights: Vec<i64> = (0..dice.usize(1..9)).map(|_| dice.i64(0..50)).collect();
            let amount = Money::new(dice.i64(0..1_000_000), Currency::Pln);
            let charge = amount.allocate(&weights);
            let refund = amount.negated().allocate(&weights);
            assert!(charge.iter().zip(&refund).all(|(a, b)| a.negated() == *b));
            assert_eq!(Money::sum(Currency::Pln, charge), Some(amount));
        }
    }

    #[test]
    fn the_units_of_a_line_are_worth_the_line() {
        let q = |n| Quantity::new(n).unwrap();
        let line = Money::new(1000, Currency::Pln);
        let parts: Vec<i64> = (0..3).map(|n| line.share(q(n), q(n + 1), q(3)).minor).collect();
        assert_eq!(parts, [333, 334, 333]);
        assert_eq!(line.share(q(0), q(3), q(3)), line);
    }

    #[test]
    fn money_prints_in_its_currency() {
        assert_eq!(Money::new(-12905, Currency::Pln).to_string(), "-129.05 PLN");
        assert_eq!(Money::new(7, Currency::Eur).to_string(), "0.07 EUR");
        assert_eq!(Money::new(1500, Currency::Isk).to_string(), "1500 ISK");
    }
}
