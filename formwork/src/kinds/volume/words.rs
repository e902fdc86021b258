//! Words of other tools for what a volume has.

use crate::manifest::{Way, Word};

pub(super) const WORDS: &[Word] = &[
    Word::new(
        &["id", "arn", "file_system_id", "filesystem_id", "from"],
        "\"fs-0123456789abcdef0\"",
        &[Way::new(
            "write `existing = { id = \"fs-0123456789abcdef0\", security_group_id = \"sg-0123456789abcdef0\" }`",
            "existing = { id = \"fs-0123456789abcdef0\", security_group_id = \"sg-0123456789abcdef0\" }\n",
        )],
    ),
    Word::new(
        &["uid", "gid", "owner", "auth", "posix_user"],
        "1000",
        &[Way::new(
            "write `user = \"1000:1000\"`",
            "user = \"1000:1000\"\n",
        )],
    ),
    Word::new(
        &["throughput_mode", "performance_mode", "performance"],
        "\"bursting\"",
        &[Way::new(
            "write `throughput = \"bursting\"`, or `\"elastic\"`",
            "throughput = \"bursting\"\n",
        )],
    ),
    Word::new(
        &["backup", "backup_policy", "automatic_backups"],
        "true",
        &[Way::new("write `backups = true`", "backups = true\n")],
    ),
    Word::new(
        &["lifecycle", "lifecycle_policy", "transition_to_ia"],
        "30",
        &[Way::new(
            "write `infrequent_after_days = 30`",
            "infrequent_after_days = 30\n",
        )],
    ),
    Word::new(
        &["path", "mount", "mount_path", "mounts", "container_path"],
        "\"/mnt/files\"",
        &[Way::new(
            "the container says where: `mounts = { NAME = \"/mnt/files\" }` below its service",
            "",
        )],
    ),
    Word::new(
        &["encryption", "encrypted", "transit_encryption"],
        "true",
        &[Way::new(
            "leave it out: EFS encrypts every file, and refuses what does not come by TLS",
            "",
        )],
    ),
];
