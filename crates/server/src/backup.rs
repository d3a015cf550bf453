//! `spoina backup` and `spoina restore`: the database and the pictures of a live system in one folder, and back.
//!
//! ```text
//! FOLDER/backup.json           what is there; written last, so a copy without it is no copy
//! FOLDER/tables/*.rows.gz      every table as of one moment (`kernel::Contents`)
//! FOLDER/media/…               pictures; named by their content, so those of a later moment do no harm
//! ```

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::{Clock, Contents, Db, Options, SystemClock, Timestamp};
use serde::{Deserialize, Serialize};

use crate::args;
use crate::commands::say;
use crate::config::{Config, file_url};
use crate::node::AREAS;

const MANIFEST: &str = "backup.json";
const TABLES: &str = "tables";
const MEDIA: &str = "media";

#[derive(Serialize, Deserialize)]
struct Manifest {
    /// Of this description.
    format: u32,
    release: String,
    at: Timestamp,
    database: Contents,
    pictures: u64,
}
const FORMAT: u32 = 1;

pub async fn backup(
    config: impl Fn() -> Result<Config, String>,
    options: args::Backup,
) -> Result<ExitCode, String> {
    let from = Place::of(config, options.place)?;
    if let Some(path) = from.url.strip_prefix("sqlite://")
        && !Path::new(path).exists()
    {
        return Err(format!("there is no database at {path}"));
    }
    let started = Instant::now();
    let folder = options.folder;
    if folder.exists() && folder.read_dir().map_err(at(&folder))?.next().is_some() {
        return Err(format!("{} is not empty: a copy gets a folder of its own", folder.display()));
    }
    let tables = folder.join(TABLES);
    std::fs::create_dir_all(&tables).map_err(at(&tables))?;
    let moment = SystemClock.now();
    let database = from.open().await?.backup(&tables).await.map_err(|error| error.to_string())?;
    // Pictures are stored before the row that names them, so after the rows all of them are there.
    let pictures = copy_new(&from.dir.join(MEDIA), &folder.join(MEDIA))?;
    let rows: u64 = database.tables.iter().map(|it| it.rows).sum();
    let release = env!("CARGO_PKG_VERSION").to_owned();
    let manifest = Manifest { format: FORMAT, release, at: moment, database, pictures };
    let text = serde_json::to_vec_pretty(&manifest).map_err(|error| error.to_string())?;
    let path = folder.join(MANIFEST);
    std::fs::write(&path, text).map_err(at(&path))?;
    println!(
        "backup: {rows} rows of {} tables and {pictures} pictures in {:.1} s, as of {moment}",
        manifest.database.tables.len(),
        started.elapsed().as_secs_f64()
    );
    Ok(ExitCode::SUCCESS)
}

pub async fn restore(
    config: impl Fn() -> Result<Config, String>,
    options: args::Restore,
) -> Result<ExitCode, String> {
    let to = Place::of(config, options.place)?;
    let started = Instant::now();
    let path = options.folder.join(MANIFEST);
    let text = std::fs::read(&path).map_err(at(&path))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    if manifest.format != FORMAT {
        return Err(format!("this release does not know copies of the format {}", manifest.format));
    }
    std::fs::create_dir_all(&to.dir).map_err(at(&to.dir))?;
    let pictures = copy_new(&options.folder.join(MEDIA), &to.dir.join(MEDIA))?;
    let db = to.open().await?;
    db.restore(AREAS, &options.folder.join(TABLES), &manifest.database)
        .await
        .map_err(|error| error.to_string())?;
    let breaches = crate::audit::audit(&db).await.map_err(say)?;
    for breach in &breaches {
        println!("{}: {}", breach.invariant, breach.detail);
    }
    let rows: u64 = manifest.database.tables.iter().map(|it| it.rows).sum();
    println!(
        "restore: {rows} rows and {pictures} pictures as of {} in {:.1} s, {}",
        manifest.at,
        started.elapsed().as_secs_f64(),
        if breaches.is_empty() {
            "every invariant holds".to_owned()
        } else {
            format!("{} breaches", breaches.len())
        }
    );
    Ok(if breaches.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Which system: its database, and the folder with its pictures.
struct Place {
    url: String,
    dir: PathBuf,
}
impl Place {
    fn of(config: impl Fn() -> Result<Config, String>, place: args::Place) -> Result<Self, String> {
        match (place.dir, place.database) {
            (Some(dir), None) => Ok(Self { url: file_url(&dir), dir }),
            (Some(dir), Some(url)) => Ok(Self { url, dir }),
            (None, Some(url)) => Ok(Self { url, dir: config()?.dir }),
            (None, None) => {
                let config = config()?;
                Ok(Self { url: config.database(), dir: config.dir })
            }
        }
    }
    /// Units of work are short; a copy and its audit are not.
    async fn open(&self) -> Result<Db, String> {
        let patient = Options { hold: Duration::from_secs(3600), ..Options::default() };
        Db::open(&self.url, Arc::new(SystemClock), patient)
            .await
            .map_err(|fault| format!("the database does not open: {fault}"))
    }
}

/// Copies what is not there yet; says how many files.
fn copy_new(from: &Path, to: &Path) -> Result<u64, String> {
    if !from.exists() {
        return Ok(0);
    }
    std::fs::create_dir_all(to).map_err(at(to))?;
    let mut copied = 0;
    for entry in from.read_dir().map_err(at(from))? {
        let entry = entry.map_err(at(from))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copied += copy_new(&source, &target)?;
        } else if !target.exists() {
            std::fs::copy(&source, &target).map_err(at(&source))?;
            copied += 1;
        }
    }
    Ok(copied)
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> String {
    let name = path.display().to_string();
    move |error| format!("{name}: {error}")
}
