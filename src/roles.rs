//! The roles that classes play, told by their names.

use crate::error::Result;
use crate::invalid;

/// What a class of an object's boundary is called, as a whole word or its plural.
const BOUNDARY: [&str; 7] = ["boundary", "rim", "membrane", "edge", "border", "outline", "contour"];

/// Which class the objects are, and which their boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles {
    /// Class of the objects.
    pub object: usize,
    /// Class of the objects' boundaries, worth one half: a voxel of it lies on the outline.
    pub boundary: Option<usize>,
}

impl Roles {
    /// The roles of classes. `object` and `boundary` name them where they were given; boundary "none" is no class. Otherwise the
    /// boundary is a class called boundary, rim, membrane, edge or the like, and the object is the one class that is
    /// neither that nor called background.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for a name that no class has, for one class in both roles, and with the list of names where
    /// they do not tell.
    pub fn of(names: &[&str], object: Option<&str>, boundary: Option<&str>) -> Result<Self> {
        let object = object.map(|name| class(names, name)).transpose()?;
        let given = boundary.filter(|name| !name.eq_ignore_ascii_case("none"));
        let given = given.map(|name| class(names, name)).transpose()?;
        if object.is_some() && object == given {
            invalid!(
                "object_class and boundary_class are both \"{}\": choose two classes",
                names[object.unwrap_or(0)]
            );
        }
        let others: Vec<usize> = (0..names.len())
            .filter(|&i| {
                Some(i) != given && Some(i) != object && !names[i].eq_ignore_ascii_case("background")
            })
            .collect();
        let (boundaries, plain): (Vec<usize>, Vec<usize>) =
            others.iter().partition(|&&i| is_boundary(names[i]));
        let object = match (object, &plain[..], &others[..]) {
            (Some(object), _, _) => object,
            (None, &[only], _) | (None, &[], &[only]) => only,
            _ if names.len() == 1 => 0,
            _ => invalid!("which class are the objects? Give object_class= one of {}", names.join(", ")),
        };
        let mut found = boundaries.into_iter().filter(|&i| i != object);
        let boundary = match (boundary, found.next(), found.next()) {
            (Some(_), _, _) => given,
            (None, first, None) => first,
            _ => invalid!(
                "which class are the boundaries? Give boundary_class= one of {}, or none",
                names.join(", ")
            ),
        };
        Ok(Roles { object, boundary })
    }
}

/// The number of a class, by name (any case).
///
/// # Errors
/// [`crate::error::Error::Invalid`] lists the names.
pub fn class(names: &[&str], name: &str) -> Result<usize> {
    match names.iter().position(|n| n.eq_ignore_ascii_case(name)) {
        Some(i) => Ok(i),
        None => invalid!("there is no class \"{name}\": the classes are {}", names.join(", ")),
    }
}

fn is_boundary(name: &str) -> bool {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        if !c.is_alphabetic() || c.is_uppercase() && before.is_lowercase() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphabetic(), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.iter().any(|word| {
        let singular = word.strip_suffix("ies").map(|stem| format!("{stem}y"));
        let singular = singular.unwrap_or_else(|| word.strip_suffix('s').unwrap_or(word).to_string());
        BOUNDARY.contains(&singular.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(names: &[&str], object: &str, boundary: &str) -> std::result::Result<(usize, i32), String> {
        let given = |name: &'static str| Some(name).filter(|name| !name.is_empty());
        let (object, boundary): (&'static str, &'static str) =
            (String::from(object).leak(), String::from(boundary).leak());
        Roles::of(names, given(object), given(boundary))
            .map(|r| (r.object, r.boundary.map_or(-1, |b| b as i32)))
            .map_err(|e| e.to_string())
    }

    #[test]
    fn names_tell() {
        assert_eq!(roles(&["Background", "Nucleus"], "", ""), Ok((1, -1)));
        assert_eq!(roles(&["Background", "Nucleus", "Rim"], "", ""), Ok((1, 2)));
        assert_eq!(roles(&["Nuclear membranes", "Nucleus", "background"], "", ""), Ok((1, 0)));
        assert_eq!(roles(&["Background", "Nucleus", "Cell-Boundaries"], "", "none"), Ok((1, -1)));
        assert_eq!(roles(&["Background", "CellEdge"], "", ""), Ok((1, -1)));
        assert_eq!(roles(&["Background", "Trim", "Primary"], "primary", ""), Ok((2, -1)));
        assert_eq!(roles(&["Background", "A", "B"], "a", "B"), Ok((1, 2)));
        assert_eq!(roles(&["1"], "", ""), Ok((0, -1)));
    }

    #[test]
    fn what_names_do_not_tell_is_asked() {
        for (names, object, boundary, text) in [
            (&["Background", "A", "B"][..], "", "", "object_class= one of Background, A, B"),
            (&["Background", "A", "Rim", "Edge"], "", "", "boundary_class= one of"),
            (&["Background", "A"], "C", "", "no class \"C\": the classes are Background, A"),
            (&["Background", "A", "Rim"], "Rim", "rim", "are both \"Rim\""),
        ] {
            let error = roles(names, object, boundary).unwrap_err();
            assert!(error.contains(text), "{error}");
        }
    }
}
