//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Spoina: an omnichannel retail core. One truth about products, prices, stock, orders, customers and points.
#[derive(Debug, Parser)]
#[command(name = "spoina", version, about, max_term_width = 100)]
pub struct Cli {
    /// Settings file; `spoina.toml` in the working folder is read by itself.
    #[arg(long, global = true)]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Starts the whole product with a realistic demo retailer on an embedded database.
    Demo(Demo),
    /// Serves shop, till, back office and API on the configured database.
    Serve,
    /// Brings the tables of the configured database up to this release.
    Migrate,
    /// Reads a file into the catalogue, prices, stock or locations.
    Import(Import),
    /// Recomputes every invariant on a live database; exits 1 and names each breach.
    Audit(Audit),
    /// Runs past orders through another sourcing policy and compares cost, splits, distance, promise and load.
    Replay(Replay),
    /// Lets a whole retailer live from a seed, on a database of its own; exits 1 when an invariant breaks.
    Simulate(Simulate),
    /// Copies the database and the pictures of a live system into a folder.
    Backup(Backup),
    /// Brings a copy back into an empty database of either kind; exits 1 when an invariant does not hold afterwards.
    Restore(Restore),
    /// Measures the hot paths beside their references.
    Bench(Bench),
    /// People who work here.
    #[command(subcommand)]
    Staff(Staff),
    /// Keys for machines.
    #[command(subcommand)]
    Key(Key),
}

#[derive(Debug, Args)]
pub struct Demo {
    /// 0: any free port.
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Where to keep it; left out: a temporary folder that is removed at the end. A folder that holds a demo goes on with it.
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// Prints one line of JSON when ready, for scripts.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Import {
    /// products, prices, stock, locations — or the name of a known catalogue: saleor, pricerunner.
    pub kind: String,
    pub file: PathBuf,
    /// csv, json, saleor, pricerunner; by default told from the file's name.
    #[arg(long)]
    pub format: Option<String>,
    /// The price list that prices without one go to; the first list of their currency, if nothing is said.
    #[arg(long)]
    pub price_list: Option<String>,
    /// The currency to take where a file has several, and for `--price`.
    #[arg(long, default_value = "PLN")]
    pub currency: String,
    /// Gross price in minor units for rows without a price.
    #[arg(long)]
    pub price: Option<i64>,
    /// Units on hand for rows without stock.
    #[arg(long)]
    pub stock: Option<i64>,
    /// The location that stock without one goes to.
    #[arg(long)]
    pub location: Option<String>,
    /// Through a running server instead of the database.
    #[arg(long, requires = "key")]
    pub url: Option<String>,
    #[arg(long, env = "SPOINA_KEY", hide_env_values = true)]
    pub key: Option<String>,
}

#[derive(Debug, Args)]
pub struct Audit {
    /// A data folder with an embedded database.
    #[arg(long, conflicts_with = "database")]
    pub dir: Option<PathBuf>,
    /// `sqlite:///…` or `postgres://…`
    #[arg(long)]
    pub database: Option<String>,
}

#[derive(Debug, Args)]
pub struct Replay {
    /// The policy to try: the body of a sourcing policy as JSON, as the back office shows it.
    #[arg(long)]
    pub policy: PathBuf,
    /// How many days back.
    #[arg(long, default_value_t = 30)]
    pub days: i64,
    /// Code of the market.
    #[arg(long, default_value = "pl")]
    pub market: String,
    /// A data folder with an embedded database.
    #[arg(long, conflicts_with = "database")]
    pub dir: Option<PathBuf>,
    /// `sqlite:///…` or `postgres://…`
    #[arg(long)]
    pub database: Option<String>,
    /// The whole comparison as JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Simulate {
    /// Everything that happens comes from it.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// So many runs, each with the next seed.
    #[arg(long, default_value_t = 1)]
    pub seeds: u32,
    #[arg(long, default_value_t = 30)]
    pub days: u32,
    /// What people do in a day.
    #[arg(long, default_value_t = 150)]
    pub acts: u32,
    /// A PostgreSQL server on which each run gets a schema that is dropped afterwards; left out: SQLite.
    #[arg(long)]
    pub database: Option<String>,
    /// Then breaks each invariant on purpose and wants the audit to name it.
    #[arg(long)]
    pub mutants: bool,
}

/// Which system; left out: that of the settings.
#[derive(Debug, Args)]
pub struct Place {
    /// A data folder: its embedded database, unless another is named, and its pictures.
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// `sqlite:///…` or `postgres://…`
    #[arg(long)]
    pub database: Option<String>,
}

#[derive(Debug, Args)]
pub struct Backup {
    /// A folder that does not exist yet, or is empty.
    pub folder: PathBuf,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// A folder that `spoina backup` made.
    pub folder: PathBuf,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Debug, Args)]
pub struct Bench {
    /// Which figures, for example `P1,P4`; all by default.
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<String>,
    /// Also on this PostgreSQL (an empty database of its own).
    #[arg(long)]
    pub postgres: Option<String>,
    /// Exits 1 when a figure misses its target.
    #[arg(long)]
    pub check: bool,
    /// Seconds per measurement.
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
    /// P6: how many orders to plan, at most 10,000. P12, which must be named: how many orders lie behind.
    #[arg(long, default_value_t = 1_000_000)]
    pub orders: u64,
}

#[derive(Debug, Subcommand)]
pub enum Staff {
    /// Adds a person; asks for the password when it is not given.
    Add {
        email: String,
        #[arg(long)]
        name: String,
        /// administrator, store, agent or merchandiser; may be repeated.
        #[arg(long, required = true)]
        role: Vec<String>,
        /// Code of a location; may be repeated. None: all.
        #[arg(long)]
        location: Vec<String>,
        #[arg(long, env = "SPOINA_PASSWORD", hide_env_values = true)]
        password: Option<String>,
        /// Four to six digits for the till.
        #[arg(long)]
        pin: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Key {
    /// Adds a key and shows it, once.
    Add {
        name: String,
        /// A key that browsers may hold: a shopper's rights.
        #[arg(long)]
        publishable: bool,
        /// For example `orders.read`; may be repeated. None: everything.
        #[arg(long)]
        capability: Vec<String>,
        /// Code of a location; may be repeated. None: all.
        #[arg(long)]
        location: Vec<String>,
    },
}
