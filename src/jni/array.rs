//! Strings, lists and records between Java and Rust.

use super::error::Outcome;
use crate::error::Error;
use crate::settings::Pair;
use jni::Env;
use jni::objects::{JDoubleArray, JIntArray, JObjectArray, JString};

/// A list of strings.
pub fn strings(env: &mut Env, array: &JObjectArray<JString>) -> Outcome<Vec<String>> {
    let mut list = Vec::new();
    for i in 0..array.len(env)? {
        let element = array.get_element(env, i)?;
        list.push(element.try_to_string(env)?);
        env.delete_local_ref(element);
    }
    Ok(list)
}

/// Pairs of key and value, one after the other in a list.
pub fn pairs(env: &mut Env, array: &JObjectArray<JString>) -> Outcome<Vec<Pair>> {
    let list = strings(env, array)?;
    if list.len() % 2 != 0 {
        return Err(Error::Invalid(format!("the setting \"{}\" has no value", list[list.len() - 1])).into());
    }
    Ok(list.chunks_exact(2).map(|p| (p[0].clone(), p[1].clone())).collect())
}

/// A Java array of strings.
pub fn to_strings<'local>(
    env: &mut Env<'local>,
    list: &[String],
) -> Outcome<JObjectArray<'local, JString<'local>>> {
    let array = JObjectArray::<JString>::new(env, list.len(), JString::null())?;
    for (i, text) in list.iter().enumerate() {
        let text = env.new_string(text)?;
        array.set_element(env, i, &text)?;
        env.delete_local_ref(text);
    }
    Ok(array)
}

/// All of an int array, each number checked to be a size or coordinate.
pub fn sizes(env: &Env, array: &JIntArray) -> Outcome<Vec<usize>> {
    let numbers = ints(env, array)?;
    numbers
        .into_iter()
        .map(|n| {
            usize::try_from(n)
                .map_err(|_| Error::Invalid(format!("a size or coordinate is negative: {n}")).into())
        })
        .collect()
}

/// All of an int array.
pub fn ints(env: &Env, array: &JIntArray) -> Outcome<Vec<i32>> {
    let mut numbers = vec![0; array.len(env)?];
    array.get_region(env, 0, &mut numbers)?;
    Ok(numbers)
}

/// A Java int array.
pub fn to_ints<'local>(env: &mut Env<'local>, numbers: &[usize]) -> Outcome<JIntArray<'local>> {
    let numbers: Vec<i32> = numbers.iter().map(|&n| n as i32).collect();
    let array = env.new_int_array(numbers.len())?;
    array.set_region(env, 0, &numbers)?;
    Ok(array)
}

/// A Java double array.
pub fn to_doubles<'local>(env: &mut Env<'local>, numbers: &[f64]) -> Outcome<JDoubleArray<'local>> {
    let array = env.new_double_array(numbers.len())?;
    array.set_region(env, 0, numbers)?;
    Ok(array)
}

/// Lines "key=value" that java.util.Properties reads back: backslash, separators and what is not ASCII are escaped.
pub fn properties(pairs: &[Pair]) -> String {
    let mut text = String::new();
    for (key, value) in pairs {
        escape(key, true, &mut text);
        text.push('=');
        escape(value, false, &mut text);
        text.push('\n');
    }
    text
}

fn escape(from: &str, key: bool, to: &mut String) {
    for (i, c) in from.encode_utf16().enumerate() {
        match u8::try_from(c).map(char::from) {
            Ok('\n') => to.push_str("\\n"),
            Ok('\r') => to.push_str("\\r"),
            Ok('\t') => to.push_str("\\t"),
            Ok('\\') => to.push_str("\\\\"),
            Ok(c @ ('=' | ':' | '#' | '!')) if key => to.extend(['\\', c]),
            Ok(' ') if key || i == 0 => to.push_str("\\ "),
            Ok(c) if c.is_ascii_graphic() || c == ' ' => to.push(c),
            _ => to.push_str(&format!("\\u{c:04X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_escaped() {
        let pairs = [("a b=c".to_string(), " x\\y=\n".to_string()), ("µ".to_string(), "ü😀".to_string())];
        assert_eq!(properties(&pairs), "a\\ b\\=c=\\ x\\\\y=\\n\n\\u00B5=\\u00FC\\uD83D\\uDE00\n");
    }
}
