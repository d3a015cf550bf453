use kernel::WaveId;
use orders::{FulfilmentState, OpenWave, PickLines, WaveState};
use testkit::each_database;

use crate::world::{AREAS, q, slug, staff, world};

#[tokio::test(flavor = "multi_thread")]
async fn three_orders_are_picked_in_one_walk() {
    each_database(AREAS, async |db| {
        let world = world(db).await;
        world.stock(world.krakow, world.jacket, 5).await;
        world.stock(world.krakow, world.socks, 5).await;
        let here = staff(db, &[world.krakow]);
        let nothing = OpenWave { id: WaveId::fresh(db.now()), location: world.krakow, fulfilments: None };
        let open = async |request: &OpenWave| {
            world.run(&here, async |tx| orders::open_wave(tx, request.clone()).await).await
        };
        assert_eq!(slug(open(&nothing).await.unwrap_err()), "orders/nothing-to-pick");
        for lines in [&[(world.jacket, 1)][..], &[(world.jacket, 2), (world.socks, 1)], &[(world.socks, 2)]] {
            world.ordered(lines).await;
        }
        let first = open(&nothing).await.unwrap();
        assert_eq!(open(&nothing).await.unwrap(), first);
        assert_eq!(first.picker, here.staff());
        let items = async || orders::wave_items(&mut db.read().await.unwrap(), first.id).await.unwrap();
        let walk = orders::stops(&items().await);
        let told: Vec<_> = walk.iter().map(|it| (it.sku.as_str(), it.quantity, it.wanted_by.len())).collect();
        assert_eq!(told, [("JACKET", 3, 2), ("SOCKS", 3, 2)]);
        // All jackets are found, and two of the socks.
        for want in walk.iter().flat_map(|stop| &stop.wanted_by).take(3) {
            let request = PickLines { fulfilment: want.fulfilment, lines: vec![(want.line, want.quantity)] };
            world.run(&here, async |tx| orders::pick_lines(tx, request.clone()).await).await.unwrap();
        }
        let done = items().await.iter().filter(|it| it.state == FulfilmentState::Picked).count();
        assert_eq!(done, 2);
        for _ in 0..2 {
            let closed = world.run(&here, async |tx| orders::close_wave(tx, first.id).await).await.unwrap();
            assert_eq!(closed.state, WaveState::Closed);
        }
        assert!(orders::waves(&mut db.read().await.unwrap(), world.krakow).await.unwrap().is_empty());
        // What was not picked is there for the next walk.
        let next = OpenWave { id: WaveId::fresh(db.now()), ..nothing };
        let next = open(&next).await.unwrap();
        let left = orders::wave_items(&mut db.read().await.unwrap(), next.id).await.unwrap();
        assert_eq!((left.len(), left[0].lines[0].quantity), (1, q(2)));
        world.assert_clean().await;
    })
    .await;
}
