//! What the way from probabilities to objects allocates at its peak, counted on all threads.

use ndarray::Array3;
use pixel_forest::objects::Recipe;
use pixel_forest::progress::Progress;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicIsize, Ordering::Relaxed};

/// Bytes allocated and not freed, and the most there were.
static LIVE: AtomicIsize = AtomicIsize::new(0);
static PEAK: AtomicIsize = AtomicIsize::new(0);

struct Counting;

fn count(bytes: isize) {
    PEAK.fetch_max(LIVE.fetch_add(bytes, Relaxed) + bytes, Relaxed);
}

// SAFETY: the system's allocator does the work; counting allocates nothing.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Voxels of nuclei of about 14 voxels that touch.
const SHAPE: [usize; 3] = [32, 160, 160];
/// Bytes for each voxel, besides the probabilities.
const BOUND: f64 = 16.0;

#[test]
fn objects_need_few_bytes_a_voxel() {
    let wave = |i: usize| 0.5 + 0.5 * (i as f64 * std::f64::consts::TAU / 14.0).cos();
    let nuclei = Array3::from_shape_fn(SHAPE, |(z, y, x)| (wave(z) * wave(y) * wave(x)).cbrt() as f32);
    let voxels = nuclei.len() as f64;
    let before = LIVE.load(Relaxed);
    PEAK.store(before, Relaxed);
    let objects = Recipe::default().objects(nuclei, None, &Progress::default()).unwrap();
    let bytes = (PEAK.load(Relaxed) - before) as f64 / voxels;
    println!("{} objects, {bytes:.2} bytes a voxel", objects.count);
    assert!(objects.count > 100);
    assert!(bytes <= BOUND, "{bytes:.2} bytes a voxel");
}
