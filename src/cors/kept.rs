//! The values of CORS, kept beyond their input.

use super::names::{FieldName, Method};
use super::origin::Origin;
use super::values::{AllowOrigin, NetworkName};
use crate::syntax::list::List;

keep!(Origin, parse_tolerant);
keep!(AllowOrigin);
keep!(Method);
keep!(FieldName);
keep!(NetworkName);
keep!(List<Method>);
keep!(List<FieldName>);
keep!(List<AllowOrigin>);
