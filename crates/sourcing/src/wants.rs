//! The lines as sourcing sees them: variants, and items that come from one place or from several.

use kernel::VariantId;

use crate::request::Request;

pub(crate) struct Wants {
    /// Each variant once, in order of id.
    pub variants: Vec<Variant>,
    pub items: Vec<Item>,
}

pub(crate) struct Variant {
    pub id: VariantId,
    pub weight_g: i64,
}

/// What is provided together: one unit of a variant, `demand` times; or a whole group, once.
pub(crate) struct Item {
    /// Units of which variants (by place in [`Wants::variants`]) make one of it.
    pub need: Vec<(usize, i64)>,
    pub demand: i64,
    /// Places in [`Request::lines`], in order of line id.
    pub lines: Vec<usize>,
    pub is_group: bool,
}

impl Item {
    /// Units in one of it.
    pub(crate) fn units(&self) -> i64 {
        self.need.iter().map(|(_, units)| units).sum()
    }
}

impl Wants {
    /// The same for any order of the lines. Loose lines of one variant are one item: they share what is there.
    pub(crate) fn of(request: &Request) -> Self {
        let mut order: Vec<usize> = (0..request.lines.len()).collect();
        order.sort_unstable_by_key(|at| {
            let line = &request.lines[*at];
            (line.variant, line.line)
        });
        let mut variants: Vec<Variant> = Vec::with_capacity(order.len());
        let mut items: Vec<Item> = Vec::with_capacity(order.len());
        let mut groups: Vec<(&str, Item)> = Vec::new();
        // The variant of the loose item that was begun last.
        let mut loose = None;
        for at in order {
            let line = &request.lines[at];
            if variants.last().is_none_or(|last| last.id != line.variant) {
                variants.push(Variant { id: line.variant, weight_g: line.weight_g });
            }
            let (variant, units) = (variants.len() - 1, line.quantity.get());
            let Some(group) = line.group.as_deref() else {
                match items.last_mut().filter(|_| loose == Some(variant)) {
                    Some(item) => {
                        item.demand += units;
                        item.lines.push(at);
                    }
                    None => items.push(Item {
                        need: vec![(variant, 1)],
                        demand: units,
                        lines: vec![at],
                        is_group: false,
                    }),
                }
                loose = Some(variant);
                continue;
            };
            let place = groups.iter().position(|(name, _)| *name == group).unwrap_or_else(|| {
                groups.push((group, Item { need: Vec::new(), demand: 1, lines: Vec::new(), is_group: true }));
                groups.len() - 1
            });
            let item = &mut groups[place].1;
            match item.need.last_mut().filter(|(last, _)| *last == variant) {
                Some((_, needed)) => *needed += units,
                None => item.need.push((variant, units)),
            }
            item.lines.push(at);
        }
        groups.sort_unstable_by_key(|(name, _)| *name);
        items.extend(groups.into_iter().map(|(_, item)| item));
        items.iter_mut().for_each(|item| item.lines.sort_unstable_by_key(|at| request.lines[*at].line));
        Self { variants, items }
    }
}
