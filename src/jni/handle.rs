//! The table of handles. Java holds ids, never pointers: a stale id finds nothing, and an object in use by one thread
//! outlives its handle's close in another.

use crate::error::{Error, Result};
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, RwLock};

type Object = Arc<dyn Any + Send + Sync>;

#[derive(Default)]
struct Table {
    objects: HashMap<i64, Object>,
    last: i64,
}

static TABLE: LazyLock<RwLock<Table>> = LazyLock::new(RwLock::default);
const WHOLE: &str = "nothing panics while the table is locked";

/// Puts an object into the table and returns its handle. Ids are never used twice.
pub fn open<T: Any + Send + Sync>(object: T) -> i64 {
    share(Arc::new(object))
}

/// Another handle of an object, which lives until both are closed.
pub fn share<T: Any + Send + Sync>(object: Arc<T>) -> i64 {
    let mut table = TABLE.write().expect(WHOLE);
    table.last += 1;
    let id = table.last;
    table.objects.insert(id, object);
    id
}

/// The object behind a handle.
///
/// # Errors
/// [`Error::Closed`] when the handle was closed or is of another type.
pub fn get<T: Any + Send + Sync>(id: i64) -> Result<Arc<T>> {
    let object = TABLE.read().expect(WHOLE).objects.get(&id).cloned();
    let what = name_of::<T>();
    let object = object.ok_or_else(|| Error::Closed(format!("this {what} is closed (handle {id})")))?;
    object.downcast().map_err(|_| Error::Closed(format!("handle {id} is not a {what}")))
}

/// What a handle of this type is called in messages: the type's own name, without its path and parameters.
fn name_of<T>() -> String {
    let name = std::any::type_name::<T>();
    let last = name.split(['<', '>']).rfind(|part| !part.is_empty()).unwrap_or(name);
    let last = last.rsplit("::").next().unwrap_or(last);
    last.trim_end_matches("Handle").replace("Project", "model").to_lowercase()
}

/// Closes a handle; one that is closed already is left alone.
pub fn close(id: i64) {
    // Dropped outside the lock: dropping a large object takes time.
    let object = TABLE.write().expect(WHOLE).objects.remove(&id);
    drop(object);
}

/// Open handles.
pub fn count() -> usize {
    TABLE.read().expect(WHOLE).objects.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stale_and_foreign_handles_are_refused_and_objects_in_use_live_on() {
        let id = open(String::from("kept"));
        let held = get::<String>(id).unwrap();
        let shared = share(Arc::clone(&held));
        assert!(matches!(get::<Vec<u8>>(id), Err(Error::Closed(text)) if text.contains("is not a u8")));
        close(id);
        close(id);
        assert_eq!(*get::<String>(shared).unwrap(), "kept");
        close(shared);
        assert!(matches!(get::<String>(id), Err(Error::Closed(text)) if text.contains("is closed")));
        assert_eq!(*held, "kept");
        assert!(open(0u8) > id);
    }
}
