//! Blocks, filled plane by plane in the image's own pixel type.

use super::array::to_ints;
use super::error::Outcome;
use super::{handle, native};
use crate::block::{Block, Region};
use crate::error::{Error, Result};
use crate::job::Request;
use jni::Env;
use jni::objects::{JByteArray, JFloatArray, JIntArray, JPrimitiveArray, JShortArray, TypeArray};
use jni::sys::{jint, jlong};
use ndarray::s;
use std::sync::Mutex;

/// What a block handle holds.
pub struct BlockHandle {
    /// The job that wants the block, and what for.
    request: Option<(i64, Request)>,
    region: Region,
    channels: usize,
    block: Mutex<Option<Block>>,
}

/// Pixels that cross at once.
const BUFFER: usize = 1 << 16;
const TAKEN: &str = "this block is already in work";

impl BlockHandle {
    /// A block that a job wants.
    pub fn wanted(job: i64, request: Request, block: Block) -> Self {
        Self::new(Some((job, request)), block)
    }

    fn new(request: Option<(i64, Request)>, block: Block) -> Self {
        let channels = block.pixels.len_of(ndarray::Axis(0));
        BlockHandle { request, region: block.region, channels, block: Mutex::new(Some(block)) }
    }

    /// Takes the block out, for the job that wanted it.
    pub fn take(&self, job: i64) -> Result<(Request, Block)> {
        let Some((_, request)) = self.request.filter(|&(wanted_by, _)| wanted_by == job) else {
            return Err(Error::Closed("this block is not one that the job asked for".into()));
        };
        let block = self.block.lock().expect(TAKEN).take();
        Ok((request, block.ok_or_else(|| Error::Closed(TAKEN.into()))?))
    }

    /// Works with the block in place.
    pub fn with<T>(&self, work: impl FnOnce(&Block) -> Result<T>) -> Result<T> {
        let block = self.block.lock().expect(TAKEN);
        work(block.as_ref().ok_or_else(|| Error::Closed(TAKEN.into()))?)
    }

    /// Copies one slice from a plane of the image, row by row or at once, and converts it; a pixel gives one value per
    /// channel from `channel` on.
    fn supply<T: TypeArray + Default, const N: usize>(
        &self,
        env: &Env,
        (channel, z): (jint, jint),
        plane: &JPrimitiveArray<T>,
        width: jint,
        convert: impl Fn(T) -> [f32; N],
    ) -> Outcome<()> {
        let mut guard = self.block.lock().expect(TAKEN);
        let block = guard.as_mut().ok_or_else(|| Error::Closed(TAKEN.into()))?;
        let ([z0, y0, x0], [z1, y1, x1]) = (self.region.origin, self.region.end());
        let [channel, z, width] = [channel, z, width].map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        if channel.saturating_add(N) > self.channels
            || z < z0
            || z >= z1
            || x1 > width
            || plane.len(env)? < y1.saturating_mul(width)
        {
            let given =
                format!("channel {channel}, slice {z}, {} pixels in rows of {width}", plane.len(env)?);
            return Err(Error::Invalid(format!("the plane does not fit the block: {given}")).into());
        }
        // Some rows at a time, which stay in the cache until they are converted.
        let columns = x1 - x0;
        let rows = (BUFFER / columns).clamp(1, y1 - y0);
        let mut pixels = vec![T::default(); rows * columns];
        for first in (y0..y1).step_by(rows) {
            let pixels = &mut pixels[..rows.min(y1 - first) * columns];
            if columns == width {
                plane.get_region(env, (first * width) as jint, pixels)?;
            } else {
                for (y, row) in (first..y1).zip(pixels.chunks_exact_mut(columns)) {
                    plane.get_region(env, (y * width + x0) as jint, row)?;
                }
            }
            let rows = first - y0..first - y0 + pixels.len() / columns;
            for n in 0..N {
                let mut to = block.pixels.slice_mut(s![channel + n, z - z0, rows.clone(), ..]);
                let to = to.as_slice_mut().expect("rows of a block are contiguous");
                to.iter_mut().zip(&*pixels).for_each(|(to, &from)| *to = convert(from)[n]);
            }
        }
        Ok(())
    }
}

native! {
    Java_pixelforest_engine_Native_blockNew(
        _env, channels: jint, depth: jint, height: jint, width: jint
    ) -> jlong {
        let size = [channels, depth, height, width];
        if size.iter().any(|&n| n < 1) {
            Err(Error::Invalid(format!("a block of {size:?} is empty")))?
        }
        let [channels, size @ ..] = size.map(|n| n as usize);
        handle::open(BlockHandle::new(None, Block::new(channels, Region::whole(size), size)?))
    }
}

native! {
    Java_pixelforest_engine_Native_blockRequest(env, block: jlong) -> JIntArray<'local> {
        let block = handle::get::<BlockHandle>(block)?;
        let (image, frame) = block.request.map_or((0, 0), |(_, r)| (r.image, r.frame));
        let ([z0, y0, x0], [z1, y1, x1]) = (block.region.origin, block.region.end());
        to_ints(env, &[image, frame, z0, z1, y0, y1, x0, x1, block.channels])?
    }
}

native! {
    Java_pixelforest_engine_Native_blockSupplyBytes(
        env, block: jlong, channel: jint, z: jint, plane: JByteArray<'local>, width: jint
    ) {
        handle::get::<BlockHandle>(block)?.supply(env, (channel, z), &plane, width, |v| [f32::from(v as u8)])?
    }
}

native! {
    Java_pixelforest_engine_Native_blockSupplyShorts(
        env, block: jlong, channel: jint, z: jint, plane: JShortArray<'local>, width: jint
    ) {
        handle::get::<BlockHandle>(block)?.supply(env, (channel, z), &plane, width, |v| [f32::from(v as u16)])?
    }
}

native! {
    Java_pixelforest_engine_Native_blockSupplyInts(
        env, block: jlong, channel: jint, z: jint, plane: JIntArray<'local>, width: jint
    ) {
        let rgb = |v: jint| [16, 8, 0].map(|shift| f32::from((v >> shift) as u8));
        handle::get::<BlockHandle>(block)?.supply(env, (channel, z), &plane, width, rgb)?
    }
}

native! {
    Java_pixelforest_engine_Native_blockSupplyFloats(
        env, block: jlong, channel: jint, z: jint, plane: JFloatArray<'local>, width: jint
    ) {
        handle::get::<BlockHandle>(block)?.supply(env, (channel, z), &plane, width, |v| [v])?
    }
}
