//! The bridge to Java: the native functions of `pixelforest.engine.Native`, and nothing that computes.
//!
//! Every function goes through [`native!`], which catches panics and maps errors to exceptions. Objects cross as
//! handles (ids in a table), arrays as copies of regions.
#![allow(unsafe_code)] // exported names

mod array;
mod block;
mod error;
mod evaluation;
mod handle;
mod job;
mod library;
mod live;
mod model;
mod objects;
mod probe;
mod result;
mod sample;

/// Defines a static native method: its body runs with the environment, an error or panic becomes an exception.
macro_rules! native {
    ($(#[$doc:meta])* $name:ident($env:ident $(, $arg:ident: $type:ty)*) $(-> $result:ty)? $body:block) => {
        $(#[$doc])*
        // SAFETY: the name is that of a static native method of this library's own Java class with these arguments.
        #[unsafe(no_mangle)]
        #[allow(non_snake_case)]
        pub extern "system" fn $name<'local>(
            mut environment: ::jni::EnvUnowned<'local>,
            _class: ::jni::objects::JClass<'local>,
            $($arg: $type,)*
        ) $(-> $result)? {
            environment
                .with_env(|$env| -> $crate::jni::error::Outcome<_> { Ok($body) })
                .resolve::<$crate::jni::error::ThrowMapped>()
        }
    };
}
use native;
