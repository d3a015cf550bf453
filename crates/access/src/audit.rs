//! The trail: who looked at whom, who let whom in. Rows are added, never changed.

use kernel::{AuditId, Fault, Page, PageRequest, PersonId, Query, Timestamp, Tx, args};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AuditEntry {
    pub id: AuditId,
    pub at: Timestamp,
    /// The id of who did it, or `system`.
    pub actor: String,
    pub action: String,
    pub subject: String,
    /// What was looked at or changed, in a word; never contact data.
    pub detail: String,
}

/// Both empty: everything.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    pub subject: Option<String>,
    pub actor: Option<String>,
}

/// Writes down what the unit's actor does.
pub async fn audit(
    tx: &mut Tx,
    action: &'static str,
    subject: impl std::fmt::Display,
    detail: &str,
) -> Result<(), Fault> {
    let id: AuditId = tx.new_id();
    let (at, actor) = (tx.now(), tx.actor().to_string());
    tx.exec(
        "INSERT INTO access_audit (id, at, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)",
        args![id, at, actor, action, subject.to_string(), detail.to_owned()],
    )
    .await?;
    Ok(())
}

/// Writes down that the unit's actor read a customer's profile: `what` says which part.
pub async fn audit_read(tx: &mut Tx, person: PersonId, what: &str) -> Result<(), Fault> {
    audit(tx, "person.read", person, what).await
}

/// Newest first.
pub async fn audit_trail(
    q: &mut impl Query,
    filter: &AuditFilter,
    request: &PageRequest,
) -> Result<Page<AuditEntry>, Fault> {
    let before: Option<AuditId> = request.after();
    let rows: Vec<AuditEntry> = q
        .all(
            "SELECT id, at, actor, action, subject, detail FROM access_audit
             WHERE (CAST($1 AS text) IS NULL OR subject = $1) AND (CAST($2 AS text) IS NULL OR actor = $2)
                AND ($3 IS NULL OR id < $3)
             ORDER BY id DESC LIMIT $4",
            args![filter.subject, filter.actor, before, request.limit() + 1],
        )
        .await?;
    Ok(Page::of(rows, request, |row| row.id.to_string()))
}
