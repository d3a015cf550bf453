use access::AuditFilter;
use kernel::{Actor, PageRequest, PersonId};
use testkit::each_database;

use crate::help::*;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_a_profile_leaves_a_trace() {
    each_database(AREAS, async |db| {
        let staff = administrator(db).await;
        let (first, second) = (PersonId::fresh(db.now()), PersonId::fresh(db.now()));
        db.run(&staff.actor(), async |tx| {
            access::audit_read(tx, first, "profile").await?;
            access::audit_read(tx, first, "timeline").await?;
            access::audit_read(tx, second, "profile").await
        })
        .await
        .unwrap();
        let trail = async |filter: AuditFilter, request: PageRequest| {
            access::audit_trail(&mut db.read().await.unwrap(), &filter, &request).await.unwrap()
        };
        let of_first = AuditFilter { subject: Some(first.to_string()), actor: None };
        let page = trail(of_first, PageRequest::default()).await;
        assert_eq!(page.items.len(), 2);
        assert_eq!(
            (page.items[0].detail.as_str(), page.items[0].action.as_str()),
            ("timeline", "person.read")
        );
        assert_eq!(page.items[0].actor, staff.id.to_string());

        let by_system = AuditFilter { actor: Some(Actor::System.to_string()), subject: None };
        assert_eq!(trail(by_system, PageRequest::default()).await.items[0].action, "staff.added");

        let first_page = trail(AuditFilter::default(), PageRequest::first(3)).await;
        let rest = PageRequest { limit: Some(3), after: first_page.next.clone(), count: false };
        assert_eq!((first_page.items.len(), trail(AuditFilter::default(), rest).await.items.len()), (3, 1));
    })
    .await;
}
