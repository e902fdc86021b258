//! The keys of another crate's kind go through the same reader: every mistake at once, each with its
//! place.

use formwork::kind::{Field, File, Key, Kind, Kinds, Limits, Site, Table, Validation};
use formwork::{SourceFile, Stack};
use serde::Deserialize;

/// Keys of every type that a kind may have.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[allow(dead_code, reason = "that they are read from the file is the point")]
struct Keys {
    owner: Option<Field<String>>,
    colour: Option<Field<Colour>>,
    weight: Option<Field<u8>>,
    offset: Option<Field<i64>>,
    ratio: Option<Field<f64>>,
    sealed: Field<bool>,
    marks: Vec<Field<Mark>>,
    notes: Table<Field<String>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Colour {
    Red,
    DarkBlue,
}

/// A table whose author gave it no defaults.
#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "that they are read from the file is the point")]
struct Mark {
    text: Field<String>,
    height: Field<u16>,
}

const WEIGHT: Limits = Limits::new("weight", 1..=9, "a parcel");

struct Parcel;

impl Kind for Parcel {
    const TABLE: &'static str = "parcel";
    const ABOUT: &'static str = "Parcels.";
    const RESOURCE: &'static str = "aws_sqs_queue";
    const EXAMPLE: &'static str = "[parcel.box]";

    type Manifest = Keys;
    type Entry = ();

    fn validate(keys: &Keys, at: &mut Validation<'_>) -> Option<()> {
        let owner = at
            .require("owner", keys.owner.as_ref(), "owner = \"ops\"")
            .map(drop);
        let weight = keys.weight.as_ref();
        let weight = weight.map_or(Some(0), |weight| at.number(weight, &WEIGHT));
        weight.and(owner)
    }

    fn files(_entry: &(), _site: &Site<'_>) -> Vec<File> {
        Vec::new()
    }

    fn summary(_entry: &()) -> String {
        "nothing".to_owned()
    }
}

fn read(parcel: &str) -> Result<Stack, Vec<String>> {
    let manifest =
        format!("stack.name = 'shop'\nservice.web.image = 'web:1'\n[parcel.box]\n{parcel}");
    let kinds = Kinds::default().with::<Parcel>();
    Stack::with_kinds(&SourceFile::new("stack.toml", manifest), &kinds)
        .map_err(|report| report.headlines().collect())
}

#[track_caller]
fn refused(parcel: &str, expected: &[&str]) {
    assert_eq!(read(parcel).expect_err("it is wrong"), expected);
}

#[test]
fn keys_of_every_type_are_read() {
    let parcel = "owner = 'ops'\ncolour = 'dark_blue'\nweight = 9\noffset = -3\nratio = 0.5\nsealed = true\n\
        marks = [{ text = 'up', height = 3 }]\nnotes = { a = 'b' }\n";
    assert!(read(parcel).is_ok(), "{:?}", read(parcel));
    assert!(
        read("owner = 'ops'\nratio = 2\n").is_ok(),
        "a whole number is a number"
    );
}

#[test]
fn unknown_keys_wrong_types_and_missing_keys_are_told_at_once() {
    refused(
        "sealed = 1\nweigth = 3\ncolour = 'blue'\nmarks = [{ text = 'up', hight = 3 }]\nnotes = 'b'\n",
        &[
            "stack.toml:3:9: parcel `box` has no `owner`",
            "stack.toml:4:10: `sealed` expects `true` or `false`, found `1`",
            "stack.toml:5:1: unknown key `weigth`",
            "stack.toml:6:10: `colour` cannot be `blue`",
            "stack.toml:7:10: `marks` has no `height`",
            "stack.toml:8:9: `notes` expects a table, found a string",
        ],
    );
}

#[test]
fn numbers_are_expected_in_words() {
    refused(
        "owner = 'ops'\nweight = 300\noffset = 1.5\nratio = 'half'\n",
        &[
            "stack.toml:5:10: `weight` expects a whole number from 0 to 255, found `300`",
            "stack.toml:6:10: `offset` expects a whole number from -9223372036854775808 to 9223372036854775807, found a fractional number",
            "stack.toml:7:9: `ratio` expects a number, found a string",
        ],
    );
    refused(
        "owner = 'ops'\nweight = 10\n",
        &["stack.toml:5:10: `weight` is 10, a parcel takes 1 to 9"],
    );
}

/// A test of a kind may read its keys without formwork: then they have no places.
#[test]
fn keys_can_be_read_by_another_deserializer() {
    let keys: Keys = toml::from_str("owner = 'ops'\nnotes = { a = 'b' }\n").expect("it is TOML");
    let owner = keys.owner.expect("it is there");
    assert_eq!((owner.get().as_str(), owner.is_written()), ("ops", false));
    let names: Vec<&str> = keys
        .notes
        .keys()
        .map(|name: &Key| name.get().as_str())
        .collect();
    assert_eq!(names, ["a"]);
}
