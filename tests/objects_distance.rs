//! The distance transform against scipy's.

use ndarray::Array3;
use pixel_forest::objects::distance;
use pixel_forest::progress::Progress;

#[test]
fn equals_scipy() {
    let mut lines = include_str!("golden/distance_scipy.txt").lines().filter(|line| !line.starts_with('#'));
    let mut cases = 0;
    while let Some(header) = lines.next() {
        let words: Vec<&str> = header.split(' ').collect();
        let shape = [1, 2, 3].map(|i| words[i].parse::<usize>().expect("a size"));
        let spacing = [4, 5, 6].map(|i| words[i].parse::<f32>().expect("a spacing"));
        let rows = lines.by_ref().take(shape[0] * shape[1]);
        let values = rows.flat_map(|row| row.split(' ')).map(|word| word.parse().expect("a distance"));
        let expected = Array3::<f32>::from_shape_vec(shape, values.collect()).expect("a volume");
        let mask = expected.mapv(|d| d > 0.0);
        let found = distance(mask.view(), spacing, &Progress::default()).unwrap();
        for ((at, a), b) in found.indexed_iter().zip(&expected) {
            assert!((a - b).abs() < 1e-4, "{header} at {at:?}: {a}, scipy has {b}");
        }
        cases += 1;
    }
    assert_eq!(cases, 8);
}
