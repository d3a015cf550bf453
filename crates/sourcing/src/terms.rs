//! What holds for one order: the policy with the rules that fired.

use crate::explain::Reason;
use crate::policy::{Constraints, Policy, Weights};
use crate::request::{Candidate, Request};

pub(crate) struct Terms<'a> {
    pub policy: &'a Policy,
    pub weights: Weights,
    /// Rules that hold, by their place in the policy.
    pub fired: Vec<usize>,
}

/// Why a candidate takes no part, and the rule that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub reason: Reason,
    pub rule: Option<usize>,
}
impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self { reason, rule: None }
    }
}

impl<'a> Terms<'a> {
    pub(crate) fn of(policy: &'a Policy, request: &Request) -> Self {
        let rules = &policy.rules;
        let fired: Vec<usize> = (0..rules.len()).filter(|at| rules[*at].when.holds(request)).collect();
        let mut weights = policy.weights;
        fired.iter().for_each(|at| weights.change(&rules[*at].then.weights));
        Self { policy, weights, fired }
    }

    pub(crate) fn constraints(&self) -> &'a Constraints {
        &self.policy.constraints
    }

    /// What policy and rules say against a place, whatever it has.
    pub(crate) fn against(&self, candidate: &Candidate) -> Option<Refusal> {
        let constraints = self.constraints();
        if constraints.exclude.contains(&candidate.location) {
            return Some(Reason::PolicyExcludes.into());
        }
        if !constraints.kinds.contains(&candidate.kind) {
            return Some(Reason::KindNotAllowed.into());
        }
        self.fired.iter().find_map(|at| {
            let then = &self.policy.rules[*at].then;
            let refused = |reason| Some(Refusal { reason, rule: Some(*at) });
            if then.exclude.as_ref().is_some_and(|places| places.contain(candidate)) {
                return refused(Reason::RuleExcludes);
            }
            if then.only.as_ref().is_some_and(|places| !places.contain(candidate)) {
                return refused(Reason::RuleWantsOthers);
            }
            None
        })
    }

    /// What the rules add to a part from this place.
    pub(crate) fn preference(&self, candidate: &Candidate) -> i64 {
        let preferred = self.fired.iter().filter_map(|at| self.policy.rules[*at].then.prefer.as_ref());
        preferred.filter(|it| !it.places.contain(candidate)).map(|it| it.others_cost).sum()
    }
}
