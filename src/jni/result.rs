//! Results of a block, copied into Java's planes.

use super::array::to_ints;
use super::error::Outcome;
use super::{handle, native};
use crate::classify::{Layer, Section};
use crate::error::Error;
use crate::job::{self, Output, Values};
use jni::Env;
use jni::objects::{JByteArray, JFloatArray, JIntArray, JPrimitiveArray, TypeArray};
use jni::sys::{jbyte, jint, jlong};
use ndarray::{Array4, s};

/// Where a slice goes: its index in the image, the plane's row length, and the plane's first row and column in the image.
struct Target {
    z: jint,
    width: jint,
    y: jint,
    x: jint,
}

fn read<V: Copy, T: TypeArray>(
    env: &Env,
    output: &Output,
    values: &Array4<V>,
    channel: jint,
    plane: &JPrimitiveArray<T>,
    to: &Target,
    as_java: impl Fn(&[V]) -> &[T],
) -> Outcome<()> {
    let ([z0, y0, x0], [z1, y1, x1]) = (output.region.origin, output.region.end());
    let at = |v: jint| usize::try_from(v).unwrap_or(usize::MAX);
    let (z, width, top, left) = (at(to.z), at(to.width), at(to.y), at(to.x));
    let fits =
        z >= z0 && z < z1 && top <= y0 && left <= x0 && x1 - left <= width && at(channel) < values.dim().0;
    if !fits || plane.len(env)? < (y1 - top) * width {
        return Err(Error::Invalid("the plane does not fit the result".into()).into());
    }
    let slice = values.slice(s![channel as usize, z - z0, .., ..]);
    let slice = slice.to_slice().expect("a result's slices are contiguous");
    let spread = match output.step {
        1 => Vec::new(),
        step => job::spread(slice, [y1 - y0, x1 - x0], [step; 2]),
    };
    let pixels = as_java(if output.step == 1 { slice } else { &spread });
    set_rows(env, plane, width, [y0 - top, x0 - left], [y1 - y0, x1 - x0], pixels)
}

/// Copies rows of pixels into a plane, where their first one is at `at` (row, column).
fn set_rows<T: TypeArray>(
    env: &Env,
    plane: &JPrimitiveArray<T>,
    width: usize,
    at: [usize; 2],
    size: [usize; 2],
    pixels: &[T],
) -> Outcome<()> {
    if size[1] == width {
        plane.set_region(env, (at[0] * width) as jint, pixels)?;
    } else {
        for (row, pixels) in pixels.chunks_exact(size[1]).enumerate() {
            plane.set_region(env, ((at[0] + row) * width + at[1]) as jint, pixels)?;
        }
    }
    Ok(())
}

/// Bytes as Java has them.
fn signed(bytes: &[u8]) -> &[jbyte] {
    // SAFETY: both types have one byte, and every value is valid in both.
    unsafe { std::slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len()) }
}

fn other_type() -> Error {
    Error::Invalid("the result has another pixel type".into())
}

native! {
    Java_pixelforest_engine_Native_resultRegion(env, result: jlong) -> JIntArray<'local> {
        let output = handle::get::<Output>(result)?;
        let ([z0, y0, x0], [z1, y1, x1]) = (output.region.origin, output.region.end());
        to_ints(env, &[output.frame, z0, z1, y0, y1, x0, x1])?
    }
}

native! {
    Java_pixelforest_engine_Native_resultReadFloats(
        env, result: jlong, which: jint, channel: jint, z: jint, plane: JFloatArray<'local>, width: jint, y: jint, x: jint
    ) {
        let output = handle::get::<Output>(result)?;
        let Some(Values::Float(values)) = output.values.get(which as usize) else { return Err(other_type().into()) };
        read(env, &output, values, channel, &plane, &Target { z, width, y, x }, |v| v)?
    }
}

native! {
    Java_pixelforest_engine_Native_resultReadBytes(
        env, result: jlong, which: jint, channel: jint, z: jint, plane: JByteArray<'local>, width: jint, y: jint, x: jint
    ) {
        let output = handle::get::<Output>(result)?;
        let Some(Values::Byte(values)) = output.values.get(which as usize) else { return Err(other_type().into()) };
        read(env, &output, values, channel, &plane, &Target { z, width, y, x }, signed)?
    }
}

native! {
    Java_pixelforest_engine_Native_resultReadLayer(
        env, result: jlong, layer: jint, class: jint, axis: jint, at: jint, plane: JByteArray<'local>, width: jint,
        row: jint, column: jint
    ) {
        let output = handle::get::<Output>(result)?;
        let size = |n: jint| usize::try_from(n).unwrap_or(usize::MAX);
        let layer = match layer {
            0 => Layer::Probability(size(class)),
            1 => Layer::Segmentation,
            2 => Layer::Uncertainty,
            other => Err(Error::Invalid(format!("there is no layer {other}")))?,
        };
        let Section { origin, size: [rows, columns], bytes } = layer.section(&output, size(axis), size(at))?;
        let (width, top, left) = (size(width), size(row), size(column));
        let fits = top <= origin[0] && left <= origin[1] && origin[1] + columns - left <= width;
        if !fits || plane.len(env)? < (origin[0] + rows - top) * width {
            Err(Error::Invalid("the plane does not fit the result".into()))?
        }
        let at = [origin[0] - top, origin[1] - left];
        set_rows(env, &plane, width, at, [rows, columns], signed(&bytes))?
    }
}
