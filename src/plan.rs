//! Planning: an area of an image is cut into boxes that fit a memory budget, with as little halo computed twice as possible.

use crate::block::Region;
use crate::error::Result;
use crate::invalid;

/// A box is not cut below these sizes (z, y, x): smaller ones are almost all halo.
const SMALLEST: [usize; 3] = [1, 32, 64];
/// Without a `memory` option, this share of the free memory may be used.
const SHARE: f64 = 0.6;
/// Boxes of small images are not made larger than this allows ...
const ENOUGH: u64 = 192 << 20;
/// ... and those of large ones may take this part of what the image and its results take, as large boxes have less halo ...
const PART_OF_HELD: u64 = 5;
/// ... up to a size from which on that saves nothing.
const LARGEST: u64 = 1 << 30;

/// Bytes that a job may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Boxes are cut until they need no more than this ...
    preferred: u64,
    /// ... and refused when the smallest needs more than this.
    most: u64,
}

impl Budget {
    /// The `memory` option, or a share of what is free. `held` are the bytes of the image and of its results, which others hold.
    pub fn new(memory: Option<u64>, held: u64) -> Self {
        let free = || free_memory().map_or(u64::MAX, |free| (free as f64 * SHARE) as u64);
        let most = memory.unwrap_or_else(free);
        Budget { preferred: most.min(LARGEST).min(ENOUGH + held / PART_OF_HELD), most }
    }

    /// Bytes of a band, of which two exist while an image is measured.
    pub fn band_bytes(&self) -> u64 {
        self.preferred.min(ENOUGH) / 3
    }

    /// Refuses what needs more than there is.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] with both numbers; `mend` says what to do beside giving more memory.
    pub fn check(&self, what: &str, need: u64, mend: &str) -> Result<()> {
        if need > self.most {
            let (need, most) = (need.div_ceil(1 << 20), self.most >> 20);
            invalid!(
                "{what} needs {need} MB and {most} MB may be used: give more memory (memory=), or {mend}"
            );
        }
        Ok(())
    }
}

/// Bytes free on this machine, or in the container or job that this process belongs to; nothing where the system does
/// not say. What a container's files hold in the cache counts as free.
fn free_memory() -> Option<u64> {
    let mut system = sysinfo::System::new().ok()?;
    system.refresh_memory();
    let free = system.available_memory();
    let in_container = |limits: sysinfo::CGroupLimits| limits.total_memory.saturating_sub(limits.rss);
    let process = sysinfo::get_current_pid().ok();
    if let Some(pid) = process {
        system.refresh_processes(sysinfo::ProcessesToUpdate::Some(&[pid]), false);
    }
    let own = process.and_then(|pid| system.process(pid)?.cgroup_limits());
    Some(own.or(system.cgroup_limits()).map_or(free, |limits| in_container(limits).min(free)))
}

/// Cuts `area` of an image of `shape` into boxes, in (z, y, x) order, for each of which `peak` is within the budget.
/// `halo` is what neighbouring boxes compute twice. Returns the boxes and the largest peak.
///
/// # Errors
/// [`crate::error::Error::Invalid`] with the bytes needed when the smallest box does not fit.
pub fn boxes(
    area: &Region,
    shape: [usize; 3],
    halo: [usize; 3],
    peak: &dyn Fn(&Region) -> u64,
    budget: &Budget,
) -> Result<(Vec<Region>, u64)> {
    let mut parts = [1; 3];
    loop {
        let size = size_of_parts(area, parts);
        // The box whose halo is cut least by the image's border needs most.
        let origin = std::array::from_fn(|a| {
            halo[a].min(shape[a] - size[a]).clamp(area.origin[a], area.end()[a] - size[a])
        });
        let need = peak(&Region { origin, size });
        if need <= budget.preferred {
            return Ok((cut(area, size), need));
        }
        let cuts = (0..3).filter(|&a| size[a] > SMALLEST[a]).map(|a| {
            let mut finer = parts;
            finer[a] = area.size[a].div_ceil(size[a] - 1).max(parts[a] + 1);
            (voxels_read(area, finer, halo, shape), finer)
        });
        match cuts.min_by_key(|&(cost, _)| cost) {
            Some((_, finer)) => parts = finer,
            None => {
                budget.check("the smallest block", need, "use fewer channels or smaller sigmas")?;
                return Ok((cut(area, size), need));
            }
        }
    }
}

fn size_of_parts(area: &Region, parts: [usize; 3]) -> [usize; 3] {
    std::array::from_fn(|a| area.size[a].div_ceil(parts[a]))
}

fn voxels_read(area: &Region, parts: [usize; 3], halo: [usize; 3], shape: [usize; 3]) -> u64 {
    let size = size_of_parts(area, parts);
    (0..3).map(|a| (area.size[a].div_ceil(size[a]) * (size[a] + 2 * halo[a]).min(shape[a])) as u64).product()
}

fn cut(area: &Region, size: [usize; 3]) -> Vec<Region> {
    let starts = |a: usize| (area.origin[a]..area.end()[a]).step_by(size[a]);
    let end = area.end();
    let mut boxes = Vec::new();
    for z in starts(0) {
        for y in starts(1) {
            for x in starts(2) {
                let origin = [z, y, x];
                boxes.push(Region { origin, size: std::array::from_fn(|a| size[a].min(end[a] - origin[a])) });
            }
        }
    }
    boxes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn overlap(a: &Region, b: &Region) -> bool {
        (0..3).all(|i| a.origin[i].max(b.origin[i]) < a.end()[i].min(b.end()[i]))
    }

    proptest! {
        #[test]
        fn boxes_tile_the_area_and_fit(
            shape in prop::array::uniform3(1usize..200),
            from in prop::array::uniform3(0.0..1.0f64),
            halo in prop::array::uniform3(0usize..20),
            budget in 5_000u64..1_000_000,
        ) {
            let origin: [usize; 3] = std::array::from_fn(|a| (from[a] * shape[a] as f64) as usize);
            let area = Region { origin, size: std::array::from_fn(|a| shape[a] - origin[a]) };
            let peak = |r: &Region| 4 * r.with_halo(halo, shape).voxels() as u64;
            match boxes(&area, shape, halo, &peak, &Budget::new(Some(budget), 0)) {
                Ok((boxes, need)) => {
                    prop_assert!(need <= budget);
                    prop_assert!(boxes.iter().all(|b| peak(b) <= budget && area.contains(b)));
                    prop_assert_eq!(boxes.iter().map(Region::voxels).sum::<usize>(), area.voxels());
                    for (i, a) in boxes.iter().enumerate().take(50) {
                        prop_assert!(boxes[i + 1..].iter().all(|b| !overlap(a, b)));
                    }
                }
                Err(e) => {
                    let smallest = std::array::from_fn(|a| area.size[a].min(SMALLEST[a]));
                    prop_assert!(4 * Region { origin, size: smallest }.with_halo(halo, shape).voxels() as u64 > budget / 4, "{}", e);
                }
            }
        }
    }

    #[test]
    fn what_costs_nothing_is_cut_first() {
        let area = Region::whole([64, 256, 256]);
        let peak = |r: &Region| r.voxels() as u64;
        let (boxes, _) = boxes(&area, area.size, [0, 20, 20], &peak, &Budget::new(Some(1 << 20), 0)).unwrap();
        assert_eq!((boxes.len(), boxes[0].size), (4, [16, 256, 256]));
    }

    #[test]
    fn a_budget_too_small_is_refused_with_the_number() {
        let area = Region::whole([4, 256, 256]);
        let peak = |r: &Region| (r.voxels() as u64) << 20;
        let text =
            boxes(&area, area.size, [0; 3], &peak, &Budget::new(Some(1 << 20), 0)).unwrap_err().to_string();
        assert!(text.contains("needs 2048 MB and 1 MB may be used"), "{text}");
    }

    #[test]
    fn large_images_get_larger_boxes() {
        let preferred = |memory, held| Budget::new(memory, held).preferred;
        assert_eq!(preferred(Some(4 << 30), 0), ENOUGH);
        assert_eq!(preferred(Some(4 << 30), 1 << 30), ENOUGH + (1 << 30) / PART_OF_HELD);
        assert_eq!(preferred(Some(4 << 30), 1 << 40), LARGEST);
        assert_eq!(preferred(Some(10 << 20), 1 << 40), 10 << 20);
    }

    #[test]
    fn a_box_beyond_the_preferred_size_is_used_where_there_is_memory() {
        let area = Region::whole([4, 256, 256]);
        let peak = |r: &Region| (r.voxels() as u64) << 20;
        let budget = Budget { preferred: 1 << 20, most: 1 << 40 };
        let (boxes, need) = boxes(&area, area.size, [0; 3], &peak, &budget).unwrap();
        assert_eq!((boxes[0].size, need), (SMALLEST, 2048 << 20));
    }
}
