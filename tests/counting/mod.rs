//! An allocator that counts, for tests of what work costs in memory.
#![allow(dead_code)] // each test uses its part

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicIsize, Ordering::Relaxed};

/// The system's allocator, which tells a function how many bytes are allocated (above 0) or freed. The function allocates nothing.
pub struct Counting(pub fn(isize));

// SAFETY: the system's allocator does the work; counting allocates nothing.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        (self.0)(layout.size() as isize);
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        (self.0)(layout.size() as isize);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        (self.0)(-(layout.size() as isize));
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Bytes allocated and not freed, over all threads, where [`count`] counts.
pub static LIVE: AtomicIsize = AtomicIsize::new(0);
/// The most there were.
pub static MOST: AtomicIsize = AtomicIsize::new(0);

/// Counts over all threads.
pub fn count(bytes: isize) {
    let now = LIVE.fetch_add(bytes, Relaxed) + bytes;
    MOST.fetch_max(now, Relaxed);
}
