//! The features of a box, computed from a block with just its halo, have the bits of the whole image's, whatever the box, the
//! tiles it is cut into and the threads.

#[path = "reference/features.rs"]
mod reference;

use ndarray::{Array4, s};
use pixel_forest::block::{Block, Region};
use pixel_forest::error::{Error, Result};
use pixel_forest::feature::{Bank, Selection};
use pixel_forest::filter::simd::{self, Level};
use pixel_forest::progress::Progress;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

/// Numbers below `n`, as random as a test needs.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % n
    }

    fn region(&mut self, shape: [usize; 3]) -> Region {
        let mut region = Region::whole(shape);
        for (axis, n) in shape.into_iter().enumerate() {
            region.origin[axis] = self.below(n);
            region.size[axis] = 1 + self.below(n - region.origin[axis]);
        }
        region
    }
}

fn same_bits(part: &Array4<f32>, whole: &Array4<f32>, inner: Region) {
    let ([z0, y0, x0], [z1, y1, x1]) = (inner.origin, inner.end());
    let expected = whole.slice(s![.., z0..z1, y0..y1, x0..x1]);
    for ((index, a), b) in part.indexed_iter().zip(&expected) {
        assert_eq!(a.to_bits(), b.to_bits(), "{a} is not {b} at channel, z, y, x = {index:?} of {inner:?}");
    }
}

fn check(shape: (usize, usize, usize, usize), selection: &Selection, boxes: usize, level: Level) {
    let image = reference::noise(shape, 3);
    let sizes = [shape.1, shape.2, shape.3];
    let whole = on_threads(1, || reference::bank_features(&image, selection, Region::whole(sizes), level));
    let mut random = Random(shape.3 as u64);
    for threads in [1, 2, 3, 5, 16].into_iter().cycle().take(boxes) {
        let inner = random.region(sizes);
        let part = on_threads(threads, || reference::bank_features(&image, selection, inner, level));
        same_bits(&part, &whole, inner);
    }
}

#[test]
fn planes() {
    let selection = reference::select("default", 1.0, 1);
    check((1, 1, 150, 301), &selection, 20, simd::level().unwrap());
    let selection = reference::select("all", 1.0, 1);
    check((2, 1, 97, 190), &selection, 20, simd::level().unwrap());
}

#[test]
fn volumes() {
    let selection = reference::select("all", 1.0, 37);
    check((1, 37, 71, 150), &selection, 10, simd::level().unwrap());
}

#[test]
fn two_and_three_dimensions_mixed() {
    let (selection, notes) = Selection::parse("all", "auto", 1.0, 20).unwrap();
    assert_eq!(notes.len(), 1);
    check((1, 20, 60, 141), &selection, 10, simd::level().unwrap());
    let selection = reference::select("gaussian:0.3@2d,10@3d;hessian:1.6@3d;structure:3.5@3d,5@2d", 2.5, 30);
    check((2, 30, 45, 67), &selection, 20, simd::level().unwrap());
}

#[test]
fn every_level() {
    let selection = reference::select("all", 1.0, 12);
    for level in simd::available() {
        check((1, 12, 45, 67), &selection, 5, level);
    }
}

fn small_block() -> (Block, Selection) {
    let mut block = Block::new(1, Region::whole([5, 40, 300]), [5, 40, 300]).unwrap();
    block.pixels.assign(&reference::noise((1, 5, 40, 300), 1));
    (block, reference::select("gaussian:1;hessian:1", 1.0, 5))
}

#[test]
fn unwanted_tiles_are_left_out() {
    let (block, selection) = small_block();
    let bank = Bank::new(&selection, 1).unwrap();
    let (progress, voxels) = (Progress::default(), AtomicUsize::new(0));
    let wanted = |region: &Region| region.origin[2] > 0;
    let consume = |tile: pixel_forest::tile::FeatureTile| {
        assert!(tile.region.origin[2] > 0);
        voxels.fetch_add(tile.region.voxels(), Relaxed);
        Ok(())
    };
    bank.compute(&block, block.region, &wanted, &consume, &progress).unwrap();
    let voxels = voxels.into_inner();
    assert!(0 < voxels && voxels < block.region.voxels());
    assert_eq!(progress.state().0, block.region.voxels() as u64);
}

#[test]
fn it_stops_when_asked() {
    let (block, selection) = small_block();
    let bank = Bank::new(&selection, 1).unwrap();
    let progress = Progress::default();
    let cancel = |_: pixel_forest::tile::FeatureTile| -> Result<()> {
        progress.cancel();
        Ok(())
    };
    let stopped = on_threads(1, || bank.compute(&block, block.region, &|_| true, &cancel, &progress));
    assert!(matches!(stopped, Err(Error::Cancelled)));
    let fail = |_: pixel_forest::tile::FeatureTile| Err(Error::Invalid("mine".into()));
    let failed = bank.compute(&block, block.region, &|_| true, &fail, &Progress::default());
    assert_eq!(failed.unwrap_err().to_string(), "mine");
}

#[test]
fn a_block_that_does_not_suit_is_refused() {
    let (block, selection) = small_block();
    let refused = |bank: Bank, block: &Block, inner: Region| {
        let nothing = |_: pixel_forest::tile::FeatureTile| Ok(());
        bank.compute(block, inner, &|_| true, &nothing, &Progress::default()).unwrap_err().to_string()
    };
    let text = refused(Bank::new(&selection, 2).unwrap(), &block, block.region);
    assert!(text.contains("2 channels"), "{text}");
    let part = Block { image: [5, 40, 301], ..block.clone() };
    let text = refused(Bank::new(&selection, 1).unwrap(), &part, block.region);
    assert!(text.contains("301"), "{text}");
    let wide = reference::select("gaussian:12", 1.0, 1);
    let text = refused(Bank::new(&wide, 1).unwrap(), &block, block.region);
    assert!(
        text.contains("sigma 12 needs 43 pixels along y, the image has 40: use sigmas up to 11.1"),
        "{text}"
    );
}
