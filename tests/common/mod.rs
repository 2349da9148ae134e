//! Shared by the integration tests: drives jobs with pictures in memory, reads ImageJ's plain TIFF files.
#![allow(dead_code)] // each test uses its part

use ndarray::{Array3, Array4, Axis, s};
use pixel_forest::block::{Block, Region};
use pixel_forest::error::Result;
use pixel_forest::image::{ImageInfo, PixelType};
use pixel_forest::job::{BlockJob, Output, Values};
use pixel_forest::model::Class;
use pixel_forest::model_file::Project;
use pixel_forest::settings::{Pair, TrainSettings};
use pixel_forest::train::Training;
use std::path::{Path, PathBuf};

/// An image in memory; frames of shape (channel, z, y, x).
#[derive(Clone)]
pub struct Picture {
    pub info: ImageInfo,
    pub frames: Vec<Array4<f32>>,
}

impl Picture {
    pub fn new(name: &str, pixel_type: PixelType, pixels: Array4<f32>) -> Self {
        let (channels, z, y, x) = pixels.dim();
        let info =
            ImageInfo { name: name.into(), frames: 1, channels, shape: [z, y, x], pixel_type, z_ratio: None };
        Picture { info, frames: vec![pixels] }
    }

    pub fn volume(name: &str, pixel_type: PixelType, pixels: Array3<f32>) -> Self {
        Self::new(name, pixel_type, pixels.insert_axis(Axis(0)))
    }
}

pub fn pairs(text: &[(&str, &str)]) -> Vec<Pair> {
    text.iter().map(|&(k, v)| (k.into(), v.into())).collect()
}

pub fn classes(names: &[&str]) -> Vec<Class> {
    names.iter().enumerate().map(|(i, n)| Class { name: (*n).into(), color: i as u32 * 0x70 }).collect()
}

/// Runs a job to its end, as the Java side does.
pub fn run(job: &dyn BlockJob, pictures: &[&Picture]) -> Result<Vec<Output>> {
    let mut outputs = Vec::new();
    while let Some(request) = job.next()? {
        let mut block = job.block(&request)?;
        let ([z0, y0, x0], [z1, y1, x1]) = (request.outer.origin, request.outer.end());
        let pixels = &pictures[request.image].frames[request.frame];
        block.pixels.assign(&pixels.slice(s![.., z0..z1, y0..y1, x0..x1]));
        outputs.extend(job.process(&request, block)?);
    }
    Ok(outputs)
}

/// Trains from label images: 0 none, v class v.
pub fn train(
    pictures: &[&Picture],
    labels: &[&Array3<f32>],
    names: &[&str],
    settings: &[(&str, &str)],
) -> Result<Project> {
    let training = Training::new(TrainSettings::parse(&pairs(settings))?, classes(names))?;
    for (picture, labels) in pictures.iter().zip(labels) {
        let image = training.add_image(picture.info.clone())?;
        for (z, plane) in labels.outer_iter().enumerate() {
            let (h, w) = plane.dim();
            let mut block = Block::new(1, Region::whole([1, h, w]), [1, h, w])?;
            block.pixels.slice_mut(s![0, 0, .., ..]).assign(&plane);
            training.add_labels(image, 0, z, &block)?;
        }
    }
    run(&training, pictures)?;
    training.finish()
}

/// One result of all outputs put together, shape (channel, z, y, x) of the whole frame 0.
pub fn assemble(outputs: &[Output], which: usize, shape: [usize; 3]) -> Array4<f32> {
    let values = |o: &Output| match &o.values[which] {
        Values::Float(v) => v.clone(),
        Values::Byte(v) => v.mapv(f32::from),
    };
    let channels = values(&outputs[0]).dim().0;
    let mut whole = Array4::from_elem((channels, shape[0], shape[1], shape[2]), f32::NAN);
    for o in outputs.iter().filter(|o| o.frame == 0) {
        let ([z0, y0, x0], [z1, y1, x1]) = (o.region.origin, o.region.end());
        let mut part = whole.slice_mut(s![.., z0..z1, y0..y1, x0..x1]);
        assert!(part.iter().all(|v| v.is_nan()), "a voxel was computed twice");
        part.assign(&values(o));
    }
    assert!(whole.iter().all(|v| !v.is_nan()), "a voxel is missing");
    whole
}

/// The folder of real images, or None after saying that the test is skipped.
pub fn data(what: &str) -> Option<PathBuf> {
    let root = std::env::var_os("PIXEL_FOREST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let folder = root.join(what);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not present", folder.display());
    None
}

/// Reads an uncompressed 8- or 16-bit TIFF as ImageJ writes it: one directory, its slices one after the other.
pub fn read_tiff(path: &Path) -> Array3<f32> {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let big = &bytes[..2] == b"MM";
    let number = |at: usize, n: usize| {
        let digits = bytes[at..at + n].iter();
        let fold = |v: usize, &b: &u8| v << 8 | usize::from(b);
        if big { digits.fold(0, fold) } else { digits.rev().fold(0, fold) }
    };
    let directory = number(4, 4);
    let (mut width, mut height, mut bits, mut offset, mut slices) = (0, 0, 8, 0, 1);
    for i in 0..number(directory, 2) {
        let entry = directory + 2 + 12 * i;
        let (tag, kind, count) = (number(entry, 2), number(entry + 2, 2), number(entry + 4, 4));
        let value = number(entry + 8, if kind == 3 { 2 } else { 4 });
        match tag {
            256 => width = value,
            257 => height = value,
            258 => bits = value,
            273 => offset = if count == 1 { value } else { number(value, 4) },
            270 => {
                let text = String::from_utf8_lossy(&bytes[value..value + count]).into_owned();
                let images = text.lines().find_map(|l| l.strip_prefix("images=").map(str::to_owned));
                slices = images.map_or(1, |n| n.trim().parse().expect("a number of images"));
            }
            _ => {}
        }
    }
    let size = bits / 8;
    let values = (0..slices * height * width).map(|i| number(offset + i * size, size) as f32).collect();
    Array3::from_shape_vec((slices, height, width), values).expect("the file holds all slices")
}
