//! Files that come with a request.

use axum::body::Body;
use axum::http::header;
use testkit::each_database;

use crate::world::*;

const CSV: &str = "sku,location,quantity\nDEMO-1,gda-1,31\nNO-SUCH,gda-1,1\nDEMO-2,waw-1,7\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_worked_on_and_its_errors_are_told_by_line() {
    each_database(AREAS, async |db| {
        let world = World::build(db).await;
        let send = async |kind: &str, body: Vec<u8>, once: &str| {
            let request = world
                .request("POST", "/imports?kind=stock&format=csv", &world.key)
                .header("idempotency-key", once)
                .header(header::CONTENT_TYPE, kind);
            world.send(request.body(Body::from(body)).unwrap()).await
        };
        let taken = send("text/csv", CSV.into(), "a").await.ok(202);
        assert_eq!(taken.text("/state"), "waiting");
        assert_eq!(send("text/csv", CSV.into(), "a").await.ok(202).body, taken.body);
        let other = send("text/csv", b"sku,location,quantity\n".to_vec(), "a").await.ok(409);
        assert_eq!(other.slug(), "kernel/key-reused");
        kernel::settle(db, &[], &[imports::worker()]).await.unwrap();
        let id = taken.text("/id");
        let done = world.get(&format!("/imports/{id}")).await.ok(200);
        assert_eq!(
            (done.text("/state"), done.number("/rows"), done.number("/failed")),
            ("done".into(), 3, 1)
        );
        let errors = world.get(&format!("/imports/{id}/errors")).await.ok(200);
        assert_eq!(errors.number("/items/0/line"), 3);
        assert_eq!(world.get("/stock?sku=DEMO-1&location=gda-1").await.number("/items/0/on_hand"), 31);

        let form = format!(
            "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"stock.csv\"\r\n\
             Content-Type: text/csv\r\n\r\n{CSV}\r\n--frontier--\r\n"
        );
        send("multipart/form-data; boundary=frontier", form.into_bytes(), "b").await.ok(202);
        assert_eq!(world.get("/imports").await.ok(200).body["items"].as_array().unwrap().len(), 2);
        let broken =
            send("multipart/form-data; boundary=frontier", b"--frontier".to_vec(), "c").await.ok(400);
        assert_eq!(broken.slug(), "api/malformed-form");
        let binary = send("text/csv", vec![0xff, 0xfe, 0x00], "d").await.ok(422);
        assert_eq!(binary.slug(), "api/invalid-body");
        let large = send("text/csv", vec![b'a'; (32 << 20) + 1], "e").await.ok(413);
        assert_eq!(large.slug(), "api/too-large");
    })
    .await;
}
