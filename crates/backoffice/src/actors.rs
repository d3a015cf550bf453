//! The names behind actors, for histories and trails.

use std::collections::BTreeMap;

use crate::desk::Desk;
use crate::problem::Sorry;

/// The names of staff behind actors' ids; others keep their id or are called by their kind.
pub async fn names_of(desk: &Desk, actors: Vec<String>) -> Result<BTreeMap<String, String>, Sorry> {
    let mut names = BTreeMap::new();
    for actor in &actors {
        if names.contains_key(actor.as_str()) {
            continue;
        }
        let key = actor.split('_').next().unwrap_or_default();
        let name = match actor.parse::<kernel::StaffId>() {
            Ok(id) => match access::staff(&mut desk.db.read().await?, id).await {
                Ok(staff) => staff.name,
                Err(access::Error::UnknownStaff) => actor.clone(),
                Err(error) => return Err(error.into()),
            },
            Err(_) => match key {
                "system" => desk.w.t("actor-system").into_owned(),
                "visitor" => desk.w.t("actor-visitor").into_owned(),
                "person" => desk.w.t("actor-person").into_owned(),
                "key" | "apikey" | "api" => desk.w.t("actor-key").into_owned(),
                _ => actor.clone(),
            },
        };
        names.insert(actor.clone(), name);
    }
    Ok(names)
}
