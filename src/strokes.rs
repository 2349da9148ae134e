//! Annotations of one image as the training sees them: labelled voxels, each with its class and stroke.

use crate::block::{Block, Region};
use crate::error::Result;
use crate::image::ImageInfo;
use crate::invalid;
use crate::sample::Place;
use std::collections::BTreeMap;

/// A labelled voxel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// Class, from 0.
    pub class: u8,
    /// Stroke, counted over all images.
    pub stroke: u32,
}

/// A run of voxels along x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Time frame.
    pub frame: usize,
    /// Slice.
    pub z: usize,
    /// Row.
    pub y: usize,
    /// First column.
    pub x0: usize,
    /// One past the last column.
    pub x1: usize,
}

/// The strokes of all training images. Where strokes of an image overlap, the one added later wins.
#[derive(Debug, Default)]
pub struct Strokes {
    /// Class of each stroke.
    classes: Vec<u8>,
    /// Class is that of the stroke.
    voxels: BTreeMap<Place, u32>,
}

impl Strokes {
    /// Adds a stroke of `class` (from 0) to image number `index`.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for a run outside the image.
    pub fn add(&mut self, index: usize, image: &ImageInfo, class: u8, runs: &[Run]) -> Result<()> {
        let [depth, height, width] = image.shape;
        let inside =
            |r: &Run| r.frame < image.frames && r.z < depth && r.y < height && r.x0 < r.x1 && r.x1 <= width;
        if let Some(r) = runs.iter().find(|r| !inside(r)) {
            invalid!("a stroke lies outside image \"{}\": {r:?} of {:?}", image.name, image.shape);
        }
        let stroke = self.classes.len() as u32;
        self.classes.push(class);
        for r in runs {
            for x in r.x0..r.x1 {
                let [image, frame, z, y, x] = [index, r.frame, r.z, r.y, x].map(|v| v as u32);
                self.voxels.insert(Place { image, frame, z, y, x }, stroke);
            }
        }
        Ok(())
    }

    /// Adds a slice of a label image of image number `index`: 0 is unlabelled, v is class v - 1 (from 0); each
    /// connected component (8 neighbours) of a class is a stroke.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for another size, for values that are no class, naming the first.
    pub fn add_labels(
        &mut self,
        index: usize,
        image: &ImageInfo,
        frame: usize,
        z: usize,
        labels: &Block,
        class_count: usize,
    ) -> Result<()> {
        let [_, height, width] = image.shape;
        if labels.region.size != [1, height, width] {
            invalid!(
                "the label image is {} x {}, image \"{}\" is {width} x {height}",
                labels.region.size[2],
                labels.region.size[1],
                image.name
            );
        }
        let values = labels.pixels.as_slice().expect("blocks are contiguous");
        let bad = |v: f32| !(v >= 0.0 && v <= class_count as f32 && v.fract() == 0.0);
        if let Some(i) = values.iter().position(|&v| bad(v)) {
            let place = image.place(frame, 0, [z, i / width, i % width]);
            invalid!(
                "the label at {place} is {}: with {class_count} classes labels are 0 (none) to {class_count}; name more classes or change the labels",
                values[i]
            );
        }
        let mut seen = vec![false; values.len()];
        for start in 0..values.len() {
            if values[start] == 0.0 || seen[start] {
                continue;
            }
            let mut component = vec![start];
            seen[start] = true;
            let mut next = 0;
            while next < component.len() {
                let (y, x) = (component[next] / width, component[next] % width);
                for ny in y.saturating_sub(1)..(y + 2).min(height) {
                    for nx in x.saturating_sub(1)..(x + 2).min(width) {
                        let i = ny * width + nx;
                        if !seen[i] && values[i] == values[start] {
                            seen[i] = true;
                            component.push(i);
                        }
                    }
                }
                next += 1;
            }
            let run = |i: &usize| Run { frame, z, y: i / width, x0: i % width, x1: i % width + 1 };
            let runs: Vec<Run> = component.iter().map(run).collect();
            self.add(index, image, values[start] as u8 - 1, &runs)?;
        }
        Ok(())
    }

    /// The labelled voxels in canonical order.
    pub fn labels(&self) -> Vec<Label> {
        let label =
            |(&place, &stroke): (&Place, &u32)| Label { place, class: self.classes[stroke as usize], stroke };
        self.voxels.iter().map(label).collect()
    }

    /// Strokes of each class that have voxels left.
    pub fn counts(&self, class_count: usize) -> Vec<u64> {
        let mut left = vec![false; self.classes.len()];
        self.voxels.values().for_each(|&s| left[s as usize] = true);
        let mut counts = vec![0; class_count];
        for (&class, _) in self.classes.iter().zip(&left).filter(|&(_, &l)| l) {
            counts[class as usize] += 1;
        }
        counts
    }
}

/// The smallest box around labels of one frame.
pub fn bounding_box(labels: &[Label]) -> Option<Region> {
    let at = |l: &Label| [l.place.z as usize, l.place.y as usize, l.place.x as usize];
    let first = at(labels.first()?);
    let (mut low, mut high) = (first, first);
    for p in labels.iter().map(at) {
        low = std::array::from_fn(|a| low[a].min(p[a]));
        high = std::array::from_fn(|a| high[a].max(p[a]));
    }
    Some(Region { origin: low, size: std::array::from_fn(|a| high[a] + 1 - low[a]) })
}

/// Labels of one frame in groups that lie apart, so that reading a box with a halo around each is cheaper than around all.
pub fn clusters(labels: Vec<Label>, halo: [usize; 3], shape: [usize; 3]) -> Vec<Vec<Label>> {
    let cost = |part: &[Label]| bounding_box(part).map_or(0, |area| area.with_halo(halo, shape).voxels());
    // Parted where the gap is widest, along the axis that saves most.
    let cuts = [0, 1, 2].into_iter().filter_map(|axis| {
        let at = |l: &Label| [l.place.z, l.place.y, l.place.x][axis];
        let mut places: Vec<u32> = labels.iter().map(at).collect();
        places.sort_unstable();
        let beyond = places.windows(2).max_by_key(|pair| pair[1] - pair[0])?[1];
        let (a, b): (Vec<Label>, Vec<Label>) = labels.iter().partition(|l| at(l) < beyond);
        Some((cost(&a) + cost(&b), a, b))
    });
    match cuts.min_by_key(|(cost, ..)| *cost) {
        Some((parts, a, b)) if parts < cost(&labels) => {
            [a, b].into_iter().flat_map(|part| clusters(part, halo, shape)).collect()
        }
        _ => vec![labels],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::PixelType;

    fn image() -> ImageInfo {
        ImageInfo {
            name: "test".into(),
            frames: 2,
            channels: 1,
            shape: [3, 4, 5],
            pixel_type: PixelType::Uint8,
            z_ratio: None,
        }
    }

    #[test]
    fn later_strokes_win_and_order_is_canonical() {
        let mut s = Strokes::default();
        let run = |frame, z, y, x0, x1| Run { frame, z, y, x0, x1 };
        s.add(0, &image(), 0, &[run(1, 2, 3, 0, 3), run(0, 0, 0, 1, 2)]).unwrap();
        s.add(0, &image(), 1, &[run(1, 2, 3, 2, 5)]).unwrap();
        let found: Vec<_> =
            s.labels().iter().map(|l| (l.place.frame, l.place.x, l.class, l.stroke)).collect();
        assert_eq!(
            found,
            [(0, 1, 0, 0), (1, 0, 0, 0), (1, 1, 0, 0), (1, 2, 1, 1), (1, 3, 1, 1), (1, 4, 1, 1)]
        );
        assert_eq!(s.counts(2), [1, 1]);
        assert!(s.add(0, &image(), 0, &[run(0, 0, 0, 3, 6)]).is_err());
    }

    #[test]
    fn components_of_label_images_are_strokes() {
        let info = image();
        let mut labels = Block::new(1, Region::whole([1, 4, 5]), [1, 4, 5]).unwrap();
        let rows = [[1., 0., 2., 2., 0.], [0., 1., 0., 0., 0.], [0., 0., 0., 1., 0.], [2., 0., 0., 0., 1.]];
        labels.pixels.iter_mut().zip(rows.iter().flatten()).for_each(|(p, v)| *p = *v);
        let mut s = Strokes::default();
        s.add_labels(0, &info, 0, 1, &labels, 2).unwrap();
        assert_eq!(s.counts(2), [2, 2]);
        assert_eq!(s.labels().len(), 7);
        labels.pixels[[0, 0, 2, 4]] = 3.0;
        let text = s.add_labels(0, &info, 0, 1, &labels, 2).unwrap_err().to_string();
        assert!(text.contains("x=4, y=2, slice 2, frame 1 of \"test\" is 3"), "{text}");
    }

    #[test]
    fn a_bounding_box_is_tight() {
        let place = |z, y, x| Label { place: Place { image: 0, frame: 0, z, y, x }, class: 0, stroke: 0 };
        assert_eq!(
            bounding_box(&[place(1, 5, 2), place(2, 3, 7)]),
            Some(Region { origin: [1, 3, 2], size: [2, 3, 6] })
        );
        assert_eq!(bounding_box(&[]), None);
    }

    #[test]
    fn groups_that_lie_apart_are_parted() {
        let at = |y, x| Label { place: Place { image: 0, frame: 0, z: 0, y, x }, class: 0, stroke: 0 };
        let labels = vec![at(5, 5), at(6, 6), at(6, 30), at(90, 7), at(91, 95)];
        let near = |halo| clusters(labels.clone(), [0, halo, halo], [1, 100, 100]);
        assert_eq!(near(2), [&labels[..2], &labels[2..3], &labels[3..4], &labels[4..]]);
        assert_eq!(near(15), [&labels[..3], &labels[3..4], &labels[4..]]);
        assert_eq!(near(99), std::slice::from_ref(&labels));
    }
}
