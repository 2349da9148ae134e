//! Objects as a job: planes of probabilities or of a mask come in, frame by frame; labels go out.

use crate::error::{Error, Result, try_volume};
use crate::image::{ImageInfo, PixelType};
use crate::invalid;
use crate::job::{Forecast, Job, Output, Values};
use crate::objects::{
    Components, Connectivity, Intensity, MinSize, Recipe, Seeds, Shape, add_intensities, check_size,
    check_spacing, shapes,
};
use crate::plan::Budget;
use crate::progress::Progress;
use crate::roles::Roles;
use crate::settings::{Pair, Resources, flag, named, number, unknown};
use ndarray::{Array3, ArrayView2, Axis, s};
use std::sync::{Arc, Mutex};

/// A voxel's objects take this part of the time of its probabilities, whose job shares the progress.
const SHARE: u64 = 4;
/// Bytes a voxel for lists of runs and of voxels.
const LIST_BYTES: f64 = 0.5;

/// Where voxels lie.
#[derive(Clone, Debug, PartialEq)]
pub struct Geometry {
    /// Distance of voxels along z, y, x, in `unit`.
    pub spacing: [f64; 3],
    /// Unit of length, as ImageJ calls it.
    pub unit: String,
}

/// Settings of the objects of an image.
#[derive(Clone, Debug)]
pub struct ObjectSettings {
    recipe: Recipe,
    roles: Roles,
    resources: Resources,
    input: Input,
    sigma_given: bool,
}

/// What the pixels are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Input {
    /// A mask where there is one value beside 0, else probabilities.
    Unknown,
    /// 0 to 1, or in whole numbers 0 to the largest.
    Probabilities,
    /// 0, and whatever else.
    Mask,
}

impl ObjectSettings {
    /// Parses the options of the commands, for an image whose channels have the given names. `preset` comes first, whatever its
    /// place; the others change what it sets.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the setting or the class.
    pub fn parse(pairs: &[Pair], image: &ImageInfo, names: &[&str], geometry: &Geometry) -> Result<Self> {
        let find = |key: &str| pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
        let mut recipe = match find("preset").unwrap_or("default") {
            "default" => Recipe::default(),
            "ilastik-threshold" => Recipe::ilastik_threshold(),
            "ilastik-watershed" => Recipe::ilastik_watershed(),
            other => {
                invalid!(
                    "preset=\"{other}\" is not known: use default, ilastik-threshold or ilastik-watershed"
                )
            }
        };
        recipe.spacing = geometry.spacing;
        check_spacing(geometry.spacing)?;
        let (mut input, mut sigma_given) = (Input::Unknown, false);
        let mut rest = Vec::new();
        for (key, value) in pairs {
            let within = |least: f64, most: f64| between(key, value, least, most);
            match key.as_str() {
                "preset" | "object_class" | "boundary_class" => {}
                "threshold" => recipe.threshold = within(0.0, 1.0)? as f32,
                "core" => recipe.core = unless_none(value, || within(0.0, 1.0))?.map(|core| core as f32),
                "split" => recipe.split = word(key, value, &[("watershed", true), ("none", false)])?,
                "seeds" => {
                    let words = [
                        ("product", Seeds::Product),
                        ("distance", Seeds::Distance),
                        ("probability", Seeds::Probability),
                    ];
                    recipe.seeds = word(key, value, &words)?;
                }
                "prominence" => recipe.prominence = within(0.0, 1e6)? as f32,
                "alpha" => recipe.alpha = unless_none(value, || within(0.0, 1.0))?.map(|alpha| alpha as f32),
                "merge" => recipe.merge = within(0.0, 1.0)? as f32,
                "sigma" => {
                    recipe.sigma = within(0.0, 100.0)?;
                    sigma_given = true;
                }
                "input" => {
                    let words = [
                        ("unknown", Input::Unknown),
                        ("probabilities", Input::Probabilities),
                        ("mask", Input::Mask),
                    ];
                    input = word(key, value, &words)?;
                }
                "seed_sigma" => recipe.seed_sigma = unless_none(value, || within(0.0, 100.0))?,
                "connectivity" => {
                    recipe.connectivity =
                        word(key, value, &[("faces", Connectivity::Faces), ("full", Connectivity::Full)])?;
                }
                "min_size" => recipe.min_size = MinSize::Voxels(voxels(key, value, image, geometry)?),
                "max_size" => {
                    let size = unless_none(value, || voxels(key, value, image, geometry))?;
                    recipe.max_size = size.unwrap_or(f64::INFINITY);
                }
                "fill_holes" => recipe.fill_holes = flag(key, value)?,
                "exclude_edges" => recipe.exclude_edges = flag(key, value)?,
                "threads" | "memory" => rest.push((key.clone(), value.clone())),
                _ => return unknown(key),
            }
        }
        if let Some(core) = recipe.core.filter(|core| *core < recipe.threshold) {
            invalid!(
                "core={core} is below threshold={}: a core is what is surer than the rest, so give a larger number",
                recipe.threshold
            );
        }
        if let MinSize::Voxels(least) = recipe.min_size
            && least > recipe.max_size
        {
            invalid!("min_size is above max_size: no object could be both");
        }
        let roles = Roles::of(names, find("object_class"), find("boundary_class"))?;
        let resources = Resources::parse(&rest)?;
        Ok(ObjectSettings { recipe, roles, resources, input, sigma_given })
    }

    /// Peak bytes for a frame: what lives at a time, in bytes a voxel, and lists of runs and of voxels.
    fn bytes(&self, voxels: u64) -> u64 {
        let recipe = &self.recipe;
        let arrays = match recipe.split {
            false if recipe.core.is_none() => 9, // probability, smoothed probability or labels, mask
            false => 14,                         // and a second mask and labels of the cores
            // Probability, depth; height and labels while the radius is measured, two heights, or what stays of lower maxima.
            true if recipe.seed_sigma.is_none() || recipe.alpha.is_some() || recipe.prominence > 0.0 => 16,
            true if recipe.core.is_some() => 14,
            true => 12,
        };
        voxels * arrays + (voxels as f64 * LIST_BYTES) as u64
    }
}

fn between(key: &str, value: &str, least: f64, most: f64) -> Result<f64> {
    let n = number(key, value)?;
    if !(least..=most).contains(&n) {
        invalid!("{key}={value}: give a number from {least} to {most}");
    }
    Ok(n)
}

/// None for the word none.
fn unless_none<T>(value: &str, parse: impl FnOnce() -> Result<T>) -> Result<Option<T>> {
    if value == "none" { Ok(None) } else { parse().map(Some) }
}

fn word<T: Copy>(key: &str, value: &str, words: &[(&str, T)]) -> Result<T> {
    match words.iter().find(|(word, _)| *word == value) {
        Some((_, meaning)) => Ok(*meaning),
        None => {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            invalid!("{key}=\"{value}\" is not known: use {}", words.join(" or "))
        }
    }
}

/// A size in voxels: `20`, `20px`, or in a unit of length, squared in planes and cubed in volumes, as in `5um2` and `5um3`.
fn voxels(key: &str, value: &str, image: &ImageInfo, geometry: &Geometry) -> Result<f64> {
    let value = value.trim();
    let digits = value.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(value.len());
    let (n, unit) = (number(key, &value[..digits]), value[digits..].trim());
    let planar = image.shape[0] == 1;
    let power = if planar { '2' } else { '3' };
    let Ok(n) = n else {
        invalid!("{key}={value}: give a size as in 20px (pixels) or 5um{power}");
    };
    let unit = unit.replace('²', "2").replace('³', "3");
    let plain = unit.trim_end_matches(['2', '3']).trim_end_matches('^');
    let given = unit.chars().last().filter(|c| "23".contains(*c));
    if ["", "px", "pixel", "pixels", "voxel", "voxels"].contains(&plain) {
        return Ok(n);
    }
    if given != Some(power) {
        let [wanted, image_is] = if planar { ["an area", "a single slice"] } else { ["a volume", "a stack"] };
        invalid!(
            "{key}={value}: \"{}\" is {image_is}, so give {wanted}, as in {n}{plain}{power}, or pixels, as in 20px",
            image.name
        );
    }
    let of_image = geometry.unit.trim();
    let factor = match (metres(plain), metres(of_image)) {
        _ if plain == of_image => 1.0,
        (Some(given), Some(image)) => given / image,
        (None, _) => invalid!("{key}={value}: the unit {plain} is not known: use nm, um, mm or px"),
        (_, None) => invalid!(
            "{key}={value}: the unit of \"{}\" is {of_image}: calibrate it in Image > Properties..., or give pixels, as in 20px",
            image.name
        ),
    };
    let axes = if planar { &geometry.spacing[1..] } else { &geometry.spacing[..] };
    Ok(n / axes.iter().map(|spacing| spacing / factor).product::<f64>())
}

/// A unit's length in metres.
fn metres(unit: &str) -> Option<f64> {
    Some(match unit.to_lowercase().replace('μ', "µ").as_str() {
        "nm" | "nanometer" | "nanometers" => 1e-9,
        "um" | "µm" | "micron" | "microns" | "micrometer" | "micrometers" => 1e-6,
        "mm" | "millimeter" | "millimeters" => 1e-3,
        "cm" | "centimeter" | "centimeters" => 1e-2,
        "m" | "meter" | "meters" => 1.0,
        "in" | "inch" | "inches" => 0.0254,
        _ => return None,
    })
}

/// Makes objects of frames whose planes are given to it.
pub struct ObjectJob {
    settings: ObjectSettings,
    image: ImageInfo,
    pool: Arc<rayon::ThreadPool>,
    frame: Mutex<Frame>,
    progress: Progress,
}

/// What was given of the running frame.
#[derive(Default)]
struct Frame {
    /// Frames finished before.
    number: usize,
    object: Option<Array3<f32>>,
    boundary: Option<Array3<f32>>,
    /// The only value beside 0, as long as there is only one; and the largest.
    only: Option<f32>,
    several: bool,
    largest: f32,
}

impl ObjectJob {
    /// A job for the frames of an image of probabilities, or of a mask.
    ///
    /// # Errors
    /// [`Error::Invalid`] when a frame does not fit the memory.
    pub fn new(settings: ObjectSettings, image: ImageInfo) -> Result<Self> {
        image.validate()?;
        check_size(image.whole().voxels())?;
        let voxels = image.whole().voxels() as u64;
        let what = format!("a frame of \"{}\"", image.name);
        Budget::new(settings.resources.memory, 0).check(
            &what,
            settings.bytes(voxels),
            "choose a part of the image (region, slices)",
        )?;
        let progress = Progress::default();
        progress.expect(image.frames as u64 * voxels / SHARE);
        let pool = Arc::new(settings.resources.pool()?);
        Ok(ObjectJob { settings, image, pool, frame: Mutex::default(), progress })
    }

    /// Which channels it wants.
    pub fn roles(&self) -> Roles {
        self.settings.roles
    }

    /// Gives a slice (y, x) of the running frame: of the objects' class, or of their boundaries'.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a slice of another size, [`Error::Memory`], [`Error::Cancelled`].
    pub fn add(&self, boundary: bool, z: usize, plane: ArrayView2<f32>) -> Result<()> {
        self.progress.check()?;
        let mut frame = self.frame.lock().expect(WHOLE);
        for &v in plane.iter().filter(|v| **v != 0.0) {
            frame.several |= *frame.only.get_or_insert(v) != v;
            frame.largest = frame.largest.max(v);
        }
        let volume = self.volume(&mut frame, boundary)?;
        if z >= volume.len_of(Axis(0)) || plane.dim() != (volume.dim().1, volume.dim().2) {
            invalid!("slice {} of {:?} pixels does not fit {:?}", z + 1, plane.dim(), volume.dim());
        }
        volume.index_axis_mut(Axis(0), z).assign(&plane);
        if !boundary {
            self.progress.advance(plane.len() as u64 / SHARE / 2);
        }
        Ok(())
    }

    /// Gives what a classification computed of a block: its result number `which`, [`crate::classify::Wanted::Objects`]. `origin`
    /// (z, y, x) is the first voxel of this job's frame in the classification's image.
    ///
    /// # Errors
    /// As [`ObjectJob::add`].
    pub fn add_output(&self, output: &Output, which: usize, origin: [usize; 3]) -> Result<()> {
        self.progress.check()?;
        let Some(Values::Float(values)) = output.values.get(which) else {
            invalid!("result {which} holds no probabilities");
        };
        let start: [usize; 3] = std::array::from_fn(|a| output.region.origin[a].wrapping_sub(origin[a]));
        let end: [usize; 3] = std::array::from_fn(|a| start[a].wrapping_add(output.region.size[a]));
        if (0..3).any(|a| end[a] > self.image.shape[a] || start[a] > end[a]) {
            invalid!("the block at {start:?} lies outside of the frame");
        }
        self.progress.advance(output.region.voxels() as u64 / SHARE / 2);
        let mut frame = self.frame.lock().expect(WHOLE);
        for (values, boundary) in values.outer_iter().zip([false, true]) {
            let volume = self.volume(&mut frame, boundary)?;
            volume.slice_mut(s![start[0]..end[0], start[1]..end[1], start[2]..end[2]]).assign(&values);
        }
        Ok(())
    }

    fn volume<'a>(&self, frame: &'a mut Frame, boundary: bool) -> Result<&'a mut Array3<f32>> {
        let volume = if boundary { &mut frame.boundary } else { &mut frame.object };
        if volume.is_none() {
            *volume = Some(try_volume(self.image.shape.into(), "a frame's probabilities")?);
        }
        Ok(volume.as_mut().expect("made above"))
    }

    /// The objects of the running frame, which was given whole; the next one begins.
    ///
    /// # Errors
    /// [`Error::Invalid`] for pixels that are neither probabilities nor a mask, [`Error::Memory`], [`Error::Cancelled`].
    pub fn finish(&self) -> Result<Labels> {
        let mut frame = self.frame.lock().expect(WHOLE);
        let number = frame.number;
        let done = std::mem::replace(&mut *frame, Frame { number: number + 1, ..Frame::default() });
        drop(frame);
        let (scale, is_mask) = named(&self.image, done.scale(self.image.pixel_type, self.settings.input))?;
        let Some(mut object) = done.object else { invalid!("the frame was not given") };
        let mut boundary = done.boundary;
        let mut recipe = self.settings.recipe.clone();
        if is_mask && !self.settings.sigma_given {
            recipe.sigma = 0.0; // its outlines are meant as they are
        }
        let find = || {
            if scale != 1.0 {
                object.par_mapv_inplace(|p| p * scale);
                boundary.iter_mut().for_each(|b| b.par_mapv_inplace(|p| p * scale));
            }
            recipe.objects(object.view(), boundary.take(), &self.progress)
        };
        let found = self.pool.install(find);
        let objects = named(&self.image, in_frame(found, number, self.image.frames))?;
        self.progress.advance(self.image.whole().voxels() as u64 / SHARE / 2);
        Ok(Labels::new(objects, Some(object), recipe.spacing, Arc::clone(&self.pool)))
    }
}

const WHOLE: &str = "nothing panics while a frame is given";

fn in_frame<T>(result: Result<T>, frame: usize, frames: usize) -> Result<T> {
    match result {
        Err(Error::Invalid(text)) if frames > 1 => invalid!("frame {}: {text}", frame + 1),
        other => other,
    }
}

impl Frame {
    /// What the pixels are multiplied with to be probabilities, and whether they are a mask, whose one value beside 0 becomes 1.
    fn scale(&self, pixel_type: PixelType, input: Input) -> Result<(f32, bool)> {
        let most = match pixel_type {
            PixelType::Uint8 => 255.0,
            PixelType::Uint16 => 65535.0,
            PixelType::Float32 => 1.0,
            PixelType::Rgb => invalid!("RGB pixels are no probabilities: give one grey channel"),
        };
        match self.only {
            _ if input == Input::Probabilities => Ok((1.0 / most, false)),
            Some(only) if !self.several && (most > 1.0 || only >= 1.0) => Ok((1.0 / only, true)),
            Some(_) if input == Input::Mask => {
                invalid!(
                    "its pixels have several values beside 0, so it is no mask any more: give a mask of one value"
                )
            }
            Some(_) if most > 1.0 && self.largest <= most / 2.0 => invalid!(
                "its pixels go up to {}, so they are neither a mask (one value beside 0) nor probabilities (up to {most}): give one of these",
                self.largest
            ),
            _ => Ok((1.0 / most, false)),
        }
    }
}

impl Job for ObjectJob {
    fn forecast(&self) -> Result<Forecast> {
        Ok(Forecast { bytes: self.settings.bytes(self.image.whole().voxels() as u64), blocks: 1 })
    }

    fn report(&self) -> Vec<Pair> {
        Vec::new()
    }

    fn progress(&self) -> &Progress {
        &self.progress
    }

    fn cancel(&self) {
        self.progress.cancel();
    }
}

/// The objects of a frame.
pub struct Labels {
    objects: Components,
    /// Of the objects' class, where it is known.
    probability: Option<Array3<f32>>,
    spacing: [f64; 3],
    /// What measures.
    pool: Arc<rayon::ThreadPool>,
    /// Of each channel that was measured.
    intensities: Mutex<Vec<Vec<Intensity>>>,
}

impl Labels {
    /// The objects of a frame, with the probability of their class where it is known; `spacing` along z, y, x; measured by the
    /// threads of a pool.
    pub fn new(
        objects: Components,
        probability: Option<Array3<f32>>,
        spacing: [f64; 3],
        pool: Arc<rayon::ThreadPool>,
    ) -> Self {
        Labels { objects, probability, spacing, pool, intensities: Mutex::default() }
    }

    /// How many objects there are.
    pub fn count(&self) -> usize {
        self.objects.count
    }

    /// The objects' numbers (z, y, x); 0 is background.
    pub fn labels(&self) -> &Array3<u32> {
        &self.objects.labels
    }

    /// Distance of voxels along z, y, x.
    pub fn spacing(&self) -> [f64; 3] {
        self.spacing
    }

    /// The shapes of all objects.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub fn shapes(&self) -> Result<Vec<Shape>> {
        let labels = self.labels().view();
        self.pool.install(|| shapes(labels, self.count(), self.spacing, &Progress::default()))
    }

    /// Mean probability of each object; NaN where it is not known.
    pub fn mean_probabilities(&self) -> Vec<f64> {
        let mut measured = vec![Intensity::default(); self.count()];
        if let Some(probability) = &self.probability {
            for (labels, plane) in self.labels().outer_iter().zip(probability.outer_iter()) {
                add_intensities(&mut measured, labels, plane);
            }
        }
        measured.iter().map(Intensity::mean).collect()
    }

    /// Measures slice `z` of a channel of an image, whose pixel (`origin` y, x) is the labels' first.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a slice that does not cover the labels or holds values that are not finite.
    pub fn add_intensity(
        &self,
        channel: usize,
        z: usize,
        origin: [usize; 2],
        plane: ArrayView2<f32>,
    ) -> Result<()> {
        let (depth, height, width) = self.labels().dim();
        let end = [origin[0] + height, origin[1] + width];
        if z >= depth || end[0] > plane.nrows() || end[1] > plane.ncols() {
            invalid!("slice {} of {:?} pixels does not cover the objects", z + 1, plane.dim());
        }
        let plane = plane.slice(s![origin[0]..end[0], origin[1]..end[1]]);
        if let Some(((y, x), v)) = plane.indexed_iter().find(|(_, v)| !v.is_finite()) {
            invalid!(
                "the image to measure holds {v} at x={}, y={}, slice {}",
                x + origin[1],
                y + origin[0],
                z + 1
            );
        }
        let mut intensities = self.intensities.lock().expect(WHOLE);
        let channels = intensities.len().max(channel + 1);
        intensities.resize_with(channels, || vec![Intensity::default(); self.count()]);
        add_intensities(&mut intensities[channel], self.labels().index_axis(Axis(0), z), plane);
        Ok(())
    }

    /// What was measured of a channel, object by object.
    pub fn intensities(&self, channel: usize) -> Vec<Intensity> {
        self.intensities.lock().expect(WHOLE).get(channel).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(shape: [usize; 3], pixel_type: PixelType) -> ImageInfo {
        ImageInfo { name: "a".into(), frames: 1, channels: 1, shape, pixel_type, z_ratio: None }
    }

    fn parse(
        pairs: &[(&str, &str)],
        shape: [usize; 3],
        spacing: [f64; 3],
    ) -> std::result::Result<ObjectSettings, String> {
        let pairs: Vec<Pair> = pairs.iter().map(|&(k, v)| (k.into(), v.into())).collect();
        let geometry = Geometry { spacing, unit: "micron".into() };
        let image = image(shape, PixelType::Float32);
        ObjectSettings::parse(&pairs, &image, &["Background", "Nucleus", "Rim"], &geometry)
            .map_err(|e| e.to_string())
    }

    #[test]
    fn presets_come_first_and_are_overridden() {
        let settings =
            parse(&[("threshold", "0.4"), ("preset", "ilastik-threshold")], [3, 4, 5], [1.0; 3]).unwrap();
        let expected = Recipe { threshold: 0.4, ..Recipe::ilastik_threshold() };
        assert_eq!((settings.recipe, settings.roles), (expected, Roles { object: 1, boundary: Some(2) }));
    }

    #[test]
    fn sizes_are_in_pixels_or_in_a_unit() {
        let size = |value: &str, depth: usize| {
            let settings = parse(&[("min_size", value)], [depth, 4, 5], [2.0, 0.5, 0.5])?;
            let MinSize::Voxels(voxels) = settings.recipe.min_size else { return Err("typical".into()) };
            Ok::<_, String>((voxels * 1e6).round() / 1e6)
        };
        assert_eq!([size("20", 9), size("20px", 1), size(" 2.5 pixels", 1)], [Ok(20.0), Ok(20.0), Ok(2.5)]);
        assert_eq!([size("5um3", 9), size("5 µm^2", 1), size("5000nm2", 1)], [Ok(10.0), Ok(20.0), Ok(0.02)]);
        for (value, text) in
            [("5um2", "5um3"), ("5um", "as in 5um3"), ("many", "20px"), ("5ly3", "unit ly is not")]
        {
            let error = size(value, 9).unwrap_err();
            assert!(error.contains(text), "{error}");
        }
    }

    #[test]
    fn bad_settings_are_named_with_the_mend() {
        for (key, value, text) in [
            ("threshold", "1.5", "give a number from 0 to 1"),
            ("core", "0.2", "core=0.2 is below threshold=0.5"),
            ("split", "yes", "use watershed or none"),
            ("object_class", "Cell", "the classes are Background, Nucleus, Rim"),
            ("thresold", "0.5", "\"thresold\" is not known"),
        ] {
            let error = parse(&[(key, value)], [1, 4, 5], [1.0; 3]).unwrap_err();
            assert!(error.contains(text), "{error}");
        }
        for spacing in [0.0, -1.0, f64::NAN] {
            let error = parse(&[], [3, 4, 5], [spacing, 1.0, 1.0]).unwrap_err();
            assert!(error.contains("the spacing along z is"), "{error}");
        }
        assert!(parse(&[("min_size", "9"), ("max_size", "3")], [1, 4, 5], [1.0; 3]).is_err());
    }

    fn objects(pixel_type: PixelType, values: &[f32]) -> std::result::Result<Vec<u32>, String> {
        let image = image([1, 1, values.len()], pixel_type);
        let pairs =
            [("sigma", "0"), ("fill_holes", "false"), ("min_size", "0")].map(|(k, v)| (k.into(), v.into()));
        let geometry = Geometry { spacing: [1.0; 3], unit: "pixel".into() };
        let settings = ObjectSettings::parse(&pairs, &image, &["1"], &geometry).unwrap();
        let job = ObjectJob::new(settings, image).unwrap();
        let add =
            |values: &[f32]| job.add(false, 0, ArrayView2::from_shape((1, values.len()), values).unwrap());
        add(values)
            .and_then(|()| job.finish())
            .map(|l| l.labels().iter().copied().collect())
            .map_err(|e| e.to_string())
    }

    #[test]
    fn masks_and_probabilities_of_every_type_are_told_apart() {
        use PixelType::{Float32, Uint8, Uint16};
        for (pixel_type, values) in [
            (Uint8, [0.0, 255.0, 0.0, 255.0]),
            (Uint8, [0.0, 1.0, 0.0, 1.0]),
            (Uint8, [20.0, 128.0, 5.0, 255.0]),
            (Uint16, [0.0, 40000.0, 1.0, 65535.0]),
            (Float32, [0.0, 255.0, 0.0, 255.0]),
            (Float32, [0.2, 0.5, 0.0, 1.0]),
        ] {
            assert_eq!(objects(pixel_type, &values), Ok(vec![0, 1, 0, 2]), "{pixel_type:?} {values:?}");
        }
        assert_eq!(objects(Uint8, &[0.0; 3]), Ok(vec![0; 3]));
        let error = objects(Uint16, &[0.0, 1.0, 2.0]).unwrap_err();
        assert!(error.contains("image \"a\": its pixels go up to 2, so they are neither a mask"), "{error}");
        let error = objects(Float32, &[0.0, f32::NAN, 0.5]).unwrap_err();
        assert!(error.contains("NaN at x=1, y=0, slice 1 is no probability"), "{error}");
    }
}
