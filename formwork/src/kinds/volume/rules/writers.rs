//! Who writes to one volume writes as one user.

use crate::kind::{Scope, entries};
use crate::kinds::volume::Volume;
use crate::kinds::volume::user::PosixUser;
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};

pub(super) fn check_writers(scope: &Scope<'_>) -> Vec<Problem> {
    let volumes = entries::<Volume>(scope.manifest);
    let without_user = volumes.filter(|(_, keys)| keys.user.is_none());
    without_user
        .filter_map(|(volume, _)| check(scope, volume))
        .collect()
}

/// A container that writes, and its user.
struct Writer<'a> {
    key: &'a Key,
    field: &'a Field<String>,
    user: PosixUser,
}

fn check(scope: &Scope<'_>, volume: &Key) -> Option<Problem> {
    if scope.manifest.is_unread(&["volume", volume.get(), "user"]) {
        return None;
    }
    let writers = scope.containers().filter_map(|container| {
        let mut mounts = container.keys.all_mounts();
        mounts.find(|(name, mount)| *name == volume && !*mount.get().read_only.get())?;
        let field = container.keys.user.as_ref()?;
        Some(Writer {
            key: container.key,
            field,
            user: PosixUser::of_container(field.get())?,
        })
    });
    let mut writers: Vec<Writer<'_>> = writers.collect();
    writers.sort_by_key(|writer| writer.field.span_or(&writer.key.span()).start);
    let (first, others) = writers.split_first()?;
    let other = others.iter().find(|other| other.user != first.user)?;
    let message = format!(
        "`{}` and `{}` write to volume `{}` as different users",
        first.key.get(),
        other.key.get(),
        volume.get()
    );
    let span = |writer: &Writer<'_>| writer.field.span_or(&writer.key.span());
    Some(
        Problem::new(Code::VolumeUsers, message)
            .at(span(other), "writes as this one")
            .at(span(first), "writes as this one")
            .at(volume.span(), "whose files are they?")
            .help(format!(
                "write `user = \"{}\"` in `[volume.{}]`: all of them write as this user then",
                first.user,
                volume.get()
            )),
    )
}
