//! The schema of `[env.NAME]`: that of the file, in which nothing must be there and `false` takes away.

use serde_json::{Map, Value, json};

pub(super) const ABOUT: &str = "What differs in an environment, key by key; arrays are replaced, and `false` takes something optional away.";

/// The form of an environment's name.
pub(super) const NAME: &str = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";

/// The schema of an overlay on what `root` describes.
pub(super) fn of(root: &Value) -> Value {
    let mut overlay = json!({
        "type": "object",
        "description": "`[env.NAME]`",
        "properties": root["properties"],
        "additionalProperties": false,
    });
    if let Some(sections) = overlay["properties"].as_object_mut() {
        sections.values_mut().for_each(loosen);
    }
    overlay
}

/// Takes what must be there from a schema, and adds `false` to what it admits.
fn loosen(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    object.remove("required");
    object.remove("default");
    object.remove("examples");
    admit_false(object);
    let inner = object.get_mut("properties").and_then(Value::as_object_mut);
    let inner = inner.into_iter().flat_map(|inner| inner.values_mut());
    inner.for_each(loosen);
    object
        .get_mut("additionalProperties")
        .into_iter()
        .for_each(loosen);
}

fn admit_false(object: &mut Map<String, Value>) {
    if let Some(of_type) = object.get("type").cloned().filter(Value::is_string)
        && of_type != "boolean"
    {
        object.insert("type".to_owned(), json!([of_type, "boolean"]));
    }
    for (key, no) in [("enum", json!(false)), ("anyOf", json!({ "const": false }))] {
        if let Some(choices) = object.get_mut(key).and_then(Value::as_array_mut) {
            choices.push(no);
        }
    }
}
