//! A schedule among data: it stands there as its text.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Schedule, parse};

impl Serialize for Schedule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.written())
    }
}

impl<'de> Deserialize<'de> for Schedule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // It was one when it was written, however long.
        parse::parse_unlimited(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
