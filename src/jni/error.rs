//! Errors and panics become Java exceptions.

use crate::error::Error;
use jni::Env;
use jni::errors::ErrorPolicy;
use jni::jni_str;
use jni::strings::{JNIStr, JNIString};
use std::any::Any;

/// Result of a native function.
pub type Outcome<T> = Result<T, Failure>;

/// Why a native function fails.
#[derive(Debug)]
pub enum Failure {
    /// An error of this crate.
    Own(Error),
    /// An error of JNI, mostly a Java exception that is pending already.
    Java(jni::errors::Error),
}

impl From<Error> for Failure {
    fn from(e: Error) -> Self {
        Failure::Own(e)
    }
}

impl From<jni::errors::Error> for Failure {
    fn from(e: jni::errors::Error) -> Self {
        Failure::Java(e)
    }
}

/// Throws the exception that fits the failure and returns the type's default.
pub struct ThrowMapped;

impl<T: Default> ErrorPolicy<T, Failure> for ThrowMapped {
    type Captures<'unowned_env_local: 'native_method, 'native_method> = ();

    fn on_error<'unowned_env_local: 'native_method, 'native_method>(
        env: &mut Env<'unowned_env_local>,
        _: &mut (),
        failure: Failure,
    ) -> jni::errors::Result<T> {
        match failure {
            Failure::Own(e) => throw(env, exception(&e), &e.to_string()),
            Failure::Java(e) => throw(env, jni_str!("java/lang/IllegalArgumentException"), &e.to_string()),
        }
        Ok(T::default())
    }

    fn on_panic<'unowned_env_local: 'native_method, 'native_method>(
        env: &mut Env<'unowned_env_local>,
        _: &mut (),
        payload: Box<dyn Any + Send + 'static>,
    ) -> jni::errors::Result<T> {
        let text = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
            (Some(text), _) => text,
            (_, Some(text)) => text.as_str(),
            _ => "a panic without a text",
        };
        let text =
            format!("Pixel Forest {} failed by a defect of its own, please report: {text}", crate::VERSION);
        throw(env, jni_str!("java/lang/IllegalStateException"), &text);
        Ok(T::default())
    }
}

fn exception(error: &Error) -> &'static JNIStr {
    match error {
        Error::Invalid(_) => jni_str!("java/lang/IllegalArgumentException"),
        Error::Cancelled => jni_str!("java/util/concurrent/CancellationException"),
        Error::Io { .. } | Error::File { .. } => jni_str!("java/io/IOException"),
        Error::Memory { .. } => jni_str!("java/lang/OutOfMemoryError"),
        Error::Closed(_) => jni_str!("java/lang/IllegalStateException"),
    }
}

/// Throws, unless Java has an exception pending already.
fn throw(env: &mut Env, class: &'static JNIStr, text: &str) {
    if !env.exception_check() {
        // Always an error: the exception now pending.
        let _ = env.throw_new(class, JNIString::from(text));
    }
}
