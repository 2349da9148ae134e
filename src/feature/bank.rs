//! The bank: all selected features of a box of an image, tile by tile.
//!
//! The box is computed in slabs of planes. For each slab every field (one channel smoothed at one scale) is moved on, in parallel
//! over panels and rows; then the slab's tiles are computed in parallel, each with all its features in one small buffer.

use super::cut::Cut;
use super::feature::Dimensions;
use super::field::Field;
use super::scale::Scale;
use super::selection::Selection;
use super::targets::Targets;
use super::workspace::{Pool, TileScratch, Workspace};
use super::{tile_2d, tile_3d};
use crate::block::{Block, Region};
use crate::error::Result;
use crate::filter::simd::{self, Level};
use crate::filter::smooth::Source;
use crate::invalid;
use crate::progress::Progress;
use crate::tile::FeatureTile;
use ndarray::{ArrayView2, s};
use rayon::prelude::*;
use std::ops::Range;

/// Computes features. Made once for a selection, used for any number of blocks; it keeps its buffers from one to the next.
#[derive(Debug)]
pub struct Bank {
    level: Level,
    selection: Selection,
    image_channels: usize,
    channels: usize,
    scales: Vec<Scale>,
    plans: Vec<Plan>,
    workspaces: Pool<Workspace>,
}

/// One field and where its features go.
#[derive(Debug)]
struct Plan {
    /// Index of the scale.
    scale: usize,
    image_channel: usize,
    /// The feature channel of each of the scale's channels, where selected.
    outputs: Vec<Option<usize>>,
}

/// What the caller of [`Bank::compute`] does with a tile.
type Consume<'a> = &'a (dyn Fn(FeatureTile) -> Result<()> + Sync);

impl Bank {
    /// A bank for images of so many channels, at the process's SIMD level ([`simd::level`]).
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when the selection is damaged, there are no channels, or the level that the user names is
    /// unknown.
    pub fn new(selection: &Selection, image_channels: usize) -> Result<Bank> {
        Self::with_level(selection, image_channels, simd::level()?)
    }

    /// A bank at a given SIMD level.
    ///
    /// # Errors
    /// As [`Bank::new`].
    pub fn with_level(selection: &Selection, image_channels: usize, level: Level) -> Result<Bank> {
        selection.validate()?;
        if image_channels == 0 {
            invalid!("the image has no channels");
        }
        let scales = selection.scales();
        let plans = plans(selection, &scales, image_channels);
        let channels = selection.channel_count(image_channels);
        let selection = selection.clone();
        Ok(Bank { level, selection, image_channels, channels, scales, plans, workspaces: Pool::default() })
    }

    /// Number of feature channels.
    pub fn channel_count(&self) -> usize {
        self.channels
    }

    /// The SIMD level, which every result depends on by rounding.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Peak bytes that [`Bank::compute`] needs for a box beside the block's own pixels.
    pub fn working_bytes(&self, inner: Region, image: [usize; 3], threads: usize) -> u64 {
        if inner.voxels() == 0 {
            return 0;
        }
        let cut = self.cut(&inner, image, threads);
        let in_band = |band: Region| {
            let fields: u64 = self.extents(&band, image, cut.slab).map(|extent| extent.bytes()).sum();
            fields
                + self.panel_bytes(&band, image, cut.slab)
                + self.column_bytes(&band, image, cut.slab)
                + threads as u64 * self.strip_bytes(&band, image)
        };
        let bands = cut.bands(&inner).map(in_band).max().unwrap_or(0);
        let (tiles, _) = self.tiles_at_once(inner, image, threads);
        bands + tiles as u64 * TileScratch::bytes(self, &cut)
    }

    /// How many tiles [`Bank::compute`] works on at once, and the voxels of the largest, at most.
    pub fn tiles_at_once(&self, inner: Region, image: [usize; 3], threads: usize) -> (usize, usize) {
        if inner.voxels() == 0 {
            return (0, 0);
        }
        let cut = self.cut(&inner, image, threads);
        let slab = inner.origin[0]..inner.origin[0] + cut.slab.min(inner.size[0]);
        let tiles = cut.bands(&inner).map(|band| cut.tiles(&band, &slab).count()).max();
        (threads.min(tiles.unwrap_or(0)), cut.stride())
    }

    /// Frees the buffers that wait for the next block.
    pub fn free_buffers(&self) {
        self.workspaces.clear();
    }

    /// Computes the features of `inner` tile by tile, on the current rayon pool. `inner` with the selection's halo, cut at the
    /// image, must lie in the block. `consume` is called from the pool's threads, each voxel of `inner` lies in one tile;
    /// tiles for which `wanted` is false are left out. Progress advances by the voxels of `inner`.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when the block does not match the bank or the kernels do not fit the image,
    /// [`crate::error::Error::Memory`], [`crate::error::Error::Cancelled`], and what `consume` returns.
    pub fn compute(
        &self,
        block: &Block,
        inner: Region,
        wanted: &(dyn Fn(&Region) -> bool + Sync),
        consume: &(dyn Fn(FeatureTile) -> Result<()> + Sync),
        progress: &Progress,
    ) -> Result<()> {
        self.check(block, &inner)?;
        if inner.voxels() == 0 {
            return Ok(());
        }
        let cut = self.cut(&inner, block.image, rayon::current_num_threads());
        let mut workspace = self.workspaces.take();
        for band in cut.bands(&inner) {
            self.prepare(&band, block.image, &cut, &mut workspace)?;
            let (first, end) = (band.origin[0], band.end()[0]);
            for z in (first..end).step_by(cut.slab) {
                let slab = z..(z + cut.slab).min(end);
                let tiles: Vec<Region> = cut.tiles(&band, &slab).filter(|tile| wanted(tile)).collect();
                let computed: usize = tiles.iter().map(Region::voxels).sum();
                progress.advance((slab.len() * band.size[1] * band.size[2] - computed) as u64);
                if tiles.is_empty() {
                    continue;
                }
                self.smooth(block, &band, &slab, &mut workspace, progress)?;
                let Workspace { fields, tiles: pool, .. } = &workspace;
                tiles.par_iter().try_for_each(|tile| {
                    progress.check()?;
                    let mut scratch = pool.take();
                    scratch.make_room(self, &cut)?;
                    self.compute_tile(fields, tile, cut.stride(), &mut scratch, consume)?;
                    pool.give(scratch);
                    progress.advance(tile.voxels() as u64);
                    Ok(())
                })?;
            }
        }
        self.workspaces.give(workspace);
        Ok(())
    }

    /// Makes room for a band.
    fn prepare(&self, band: &Region, image: [usize; 3], cut: &Cut, workspace: &mut Workspace) -> Result<()> {
        workspace.fields.resize_with(self.plans.len(), Field::default);
        for (field, extent) in workspace.fields.iter_mut().zip(self.extents(band, image, cut.slab)) {
            field.cover(extent)?;
        }
        let columns = self.column_bytes(band, image, cut.slab);
        workspace.panels.make_room(self.panel_bytes(band, image, cut.slab), columns)
    }

    /// Moves the fields on to a slab.
    fn smooth(
        &self,
        block: &Block,
        band: &Region,
        slab: &Range<usize>,
        workspace: &mut Workspace,
        progress: &Progress,
    ) -> Result<()> {
        let Workspace { fields, panels, strips, .. } = workspace;
        let reach = self.column_reach(band, block.image, slab);
        let size = block.region.voxels();
        let pixels = block.pixels.as_standard_layout();
        let pixels = pixels.as_slice().expect("the layout is standard");
        for (plan, field) in self.plans.iter().zip(fields) {
            progress.check()?;
            let scale = &self.scales[plan.scale];
            let source = Source {
                pixels: &pixels[plan.image_channel * size..][..size],
                channel: plan.image_channel,
                region: block.region,
                image: block.image,
            };
            let around = (&self.around(scale, band, block.image), &reach);
            field.advance(self.level, &source, scale, slab, around, (panels, strips))?;
        }
        Ok(())
    }

    /// All features of one tile, their channels `stride` values apart.
    fn compute_tile(
        &self,
        fields: &[Field],
        region: &Region,
        stride: usize,
        scratch: &mut TileScratch,
        consume: Consume,
    ) -> Result<()> {
        let TileScratch { two, three, features } = scratch;
        let features = &mut features[..self.channels * stride];
        let mut channels: Vec<_> = features.chunks_exact_mut(stride).map(Some).collect();
        for (plan, field) in self.plans.iter().zip(fields) {
            let (level, scale, region) = (self.level, &self.scales[plan.scale], *region);
            match (scale.dimensions, &mut *three) {
                (Dimensions::Three, Some(three)) => {
                    let tile = tile_3d::Tile { level, field, scale, region };
                    tile.compute(three, &mut targets(&plan.outputs, &mut channels));
                }
                _ => {
                    let tile = tile_2d::Tile { level, field, scale, region };
                    tile.compute(two, &mut targets(&plan.outputs, &mut channels));
                }
            }
        }
        drop(channels);
        let all = ArrayView2::from_shape((self.channels, stride), features);
        let all = all.expect("the length is the shape's product");
        consume(FeatureTile { region: *region, features: all.slice_move(s![.., ..region.voxels()]) })
    }

    /// Checks that the block suits the bank.
    fn check(&self, block: &Block, inner: &Region) -> Result<()> {
        let [z, y, x] = block.region.size;
        let shape = block.pixels.dim();
        if shape != (self.image_channels, z, y, x) {
            invalid!(
                "the block's pixels have shape {shape:?}, but the features are of {} channels of {:?} voxels",
                self.image_channels,
                block.region.size
            );
        }
        self.selection.check_image(block.image)?;
        let needed = inner.with_halo(self.selection.halo(), block.image);
        if !Region::whole(block.image).contains(inner) || !block.region.contains(&needed) {
            invalid!(
                "the features of {inner:?} need {needed:?} of the image, the block has {:?}",
                block.region
            );
        }
        Ok(())
    }

    /// The scales.
    pub(super) fn scales(&self) -> &[Scale] {
        &self.scales
    }

    /// The scale of each field.
    pub(super) fn field_scales(&self) -> impl Iterator<Item = &Scale> {
        self.plans.iter().map(|plan| &self.scales[plan.scale])
    }
}

/// The fields of a selection: each scale of each channel, with the places of its features in the order of channels.
fn plans(selection: &Selection, scales: &[Scale], image_channels: usize) -> Vec<Plan> {
    let mut plans = Vec::new();
    for (scale, s) in scales.iter().enumerate() {
        for image_channel in 0..image_channels {
            plans.push(Plan { scale, image_channel, outputs: vec![None; s.channels()] });
        }
    }
    let mut channels = 0;
    for cell in selection.cells() {
        let of_cell = |scale: &Scale| scale.sigma == cell.sigma && scale.dimensions == cell.dimensions;
        for plan in plans.iter_mut().filter(|plan| of_cell(&scales[plan.scale])) {
            let first = scales[plan.scale].first_channel(cell.feature);
            for output in &mut plan.outputs[first..][..cell.feature.channels(cell.dimensions)] {
                *output = Some(channels);
                channels += 1;
            }
        }
    }
    // Fields in 2D of one channel share their panels when they follow each other.
    plans.sort_by_key(|plan| (scales[plan.scale].dimensions, plan.image_channel));
    plans
}

/// Takes a scale's channels out of the tile's.
fn targets<'a, const N: usize>(
    outputs: &[Option<usize>],
    channels: &mut [Option<&'a mut [f32]>],
) -> Targets<'a, N> {
    std::array::from_fn(|i| outputs[i].and_then(|channel| channels[channel].take()))
}
