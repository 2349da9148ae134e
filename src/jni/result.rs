//! Results of a block, copied into Java's planes.

use super::array::to_ints;
use super::error::Outcome;
use super::{handle, native};
use crate::error::Error;
use crate::job::{Output, Values};
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
    let pixels = as_java(slice.to_slice().expect("a result's slices are contiguous"));
    if x1 - x0 == width {
        plane.set_region(env, ((y0 - top) * width) as jint, pixels)?;
    } else {
        for (y, row) in (y0..y1).zip(pixels.chunks_exact(x1 - x0)) {
            plane.set_region(env, ((y - top) * width + x0 - left) as jint, row)?;
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
