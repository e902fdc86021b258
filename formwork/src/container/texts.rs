//! Where in the container definitions of a task the texts of the user stand.

use super::{Container, Helper, Process, Role};
use crate::hcl::path::Step;
use crate::written::Written;

/// A text and its way into `container_definitions`.
type Placed<'a> = (Vec<Step>, &'a Written);

/// All but the environment of the entry itself, which is part of its contract.
pub(super) fn texts(container: &Container) -> Vec<Placed<'_>> {
    let own = of_process(0, &container.process);
    let health = of_health_command(0, &container.health_command);
    let helpers = container.helpers.iter().enumerate();
    let helpers = helpers.flat_map(|(index, helper)| of_helper(index + 1, helper));
    own.into_iter().chain(health).chain(helpers).collect()
}

fn of_helper(index: usize, helper: &Helper) -> Vec<Placed<'_>> {
    let mut texts = of_process(index, &helper.process);
    if let Role::Sidecar { health_command, .. } = &helper.role {
        texts.extend(of_health_command(index, health_command));
    }
    // A container without an image of its own has the variables of the entry among its own.
    let is_alone = helper.image.is_some();
    for (position, text) in helper.environment.values().enumerate() {
        let mut path = vec![Step::Index(index), name("environment")];
        path.extend(is_alone.then_some(Step::Index(position)));
        texts.push((path, text));
    }
    texts
}

fn of_process(index: usize, process: &Process) -> Vec<Placed<'_>> {
    let entrypoint = in_list(
        &[Step::Index(index), name("entryPoint")],
        0,
        &process.entrypoint,
    );
    let command = in_list(&[Step::Index(index), name("command")], 0, &process.command);
    entrypoint.into_iter().chain(command).collect()
}

/// `CMD` stands before the words.
fn of_health_command(index: usize, words: &[Written]) -> Vec<Placed<'_>> {
    let path = [Step::Index(index), name("healthCheck"), name("command")];
    in_list(&path, 1, words)
}

fn in_list<'a>(path: &[Step], first: usize, words: &'a [Written]) -> Vec<Placed<'a>> {
    let words = words.iter().enumerate();
    let placed = |(position, word): (usize, &'a Written)| {
        let step = Step::Index(first + position);
        (path.iter().cloned().chain([step]).collect(), word)
    };
    words.map(placed).collect()
}

fn name(name: &str) -> Step {
    Step::Name(name.to_owned())
}
