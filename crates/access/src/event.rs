//! What others may hear.

use kernel::{ApiKeyId, StaffId, Subject};
use serde::{Deserialize, Serialize};

/// Every node forgets the key it may have in memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRevoked {
    pub key: ApiKeyId,
}
impl kernel::Event for KeyRevoked {
    const NAME: &'static str = "access.key_revoked";
    fn subject(&self) -> Subject {
        self.key.into()
    }
}

/// Somebody was added, or may now do something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffChanged {
    pub staff: StaffId,
    pub version: i64,
}
impl kernel::Event for StaffChanged {
    const NAME: &'static str = "access.staff_changed";
    fn subject(&self) -> Subject {
        self.staff.into()
    }
    fn version(&self) -> i64 {
        self.version
    }
}
