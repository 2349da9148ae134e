//! The library itself.

use super::{handle, native};
use crate::error::Error;
use jni::objects::JString;
use jni::sys::{jint, jlong};
use std::path::Path;

native! {
    Java_pixelforest_engine_Native_version(env) -> JString<'local> {
        env.new_string(crate::VERSION)?
    }
}

native! {
    Java_pixelforest_engine_Native_simdLevel(env) -> JString<'local> {
        let level = crate::filter::simd::level()?;
        env.new_string(crate::filter::simd::name(level))?
    }
}

native! {
    Java_pixelforest_engine_Native_openHandles(_env) -> jint {
        handle::count() as jint
    }
}

native! {
    Java_pixelforest_engine_Native_close(_env, id: jlong) {
        handle::close(id)
    }
}

native! {
    /// Fails on purpose, so that tests see how each failure arrives.
    Java_pixelforest_engine_Native_fail(env, how: JString<'local>) {
        let how = how.try_to_string(env)?;
        match how.as_str() {
            "invalid" => Err(Error::Invalid("a test of invalid input".into()))?,
            "cancelled" => Err(Error::Cancelled)?,
            "io" => Err(Error::io("read", Path::new("/a/path"), std::io::Error::from(std::io::ErrorKind::NotFound)))?,
            "file" => Err(Error::File { path: "/a/path".into(), why: "damaged".into() })?,
            "memory" => Err(Error::Memory { what: "a test", bytes: 1 << 40 })?,
            "panic" => panic!("a test of a defect"),
            other => Err(Error::Invalid(format!("there is no failure \"{other}\"")))?,
        }
    }
}
