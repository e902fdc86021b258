//! What is stored is encrypted.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Flag, Module};
use crate::problem::Code;

/// Types with the argument that encrypts them, which AWS leaves off where it is absent.
const KINDS: &[(&str, &str)] = &[
    ("aws_db_instance", "storage_encrypted"),
    ("aws_rds_cluster", "storage_encrypted"),
    ("aws_docdb_cluster", "storage_encrypted"),
    ("aws_neptune_cluster", "storage_encrypted"),
    ("aws_ebs_volume", "encrypted"),
    ("aws_efs_file_system", "encrypted"),
    ("aws_redshift_cluster", "encrypted"),
    (
        "aws_elasticache_replication_group",
        "at_rest_encryption_enabled",
    ),
    ("aws_opensearch_domain", "encrypt_at_rest.enabled"),
    ("aws_elasticsearch_domain", "encrypt_at_rest.enabled"),
    ("aws_instance", "root_block_device.encrypted"),
];

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let plain = KINDS.iter().flat_map(|(kind, argument)| {
        let blocks = module.resources(kind);
        let blocks = blocks.filter(|block| is_plain(block, argument));
        blocks.map(move |block| {
            Finding::new(
                Code::UnencryptedStorage,
                block,
                "stores what it has unencrypted",
            )
            .argument(*argument)
            .help(format!("write `{argument} = true`"))
        })
    });
    let queues = module.resources("aws_sqs_queue").filter(|queue| {
        queue.flag("sqs_managed_sse_enabled") == Flag::Off
            && queue.value("kms_master_key_id").is_none()
    });
    let queues = queues.map(|queue| {
        Finding::new(
            Code::UnencryptedStorage,
            queue,
            "keeps messages unencrypted",
        )
        .argument("sqs_managed_sse_enabled")
        .help("write `sqs_managed_sse_enabled = true`")
    });
    let topics = module
        .resources("aws_sns_topic")
        .filter(|topic| topic.value("kms_master_key_id").is_none());
    let topics = topics.map(|topic| {
        Finding::new(
            Code::UnencryptedStorage,
            topic,
            "keeps messages unencrypted",
        )
        .argument("kms_master_key_id")
        .help("write `kms_master_key_id = \"alias/aws/sns\"`, or a key of your own")
    });
    let streams = module.resources("aws_kinesis_stream");
    let streams = streams
        .filter(|stream| {
            stream
                .text("encryption_type")
                .is_none_or(|kind| kind == "NONE")
        })
        .map(|stream| {
            Finding::new(
                Code::UnencryptedStorage,
                stream,
                "keeps records unencrypted",
            )
            .argument("encryption_type")
            .help("write `encryption_type = \"KMS\"` and `kms_key_id = \"alias/aws/kinesis\"`")
        });
    plain.chain(queues).chain(topics).chain(streams).collect()
}

fn is_plain(block: &Block, argument: &str) -> bool {
    let is_copy = block.value("snapshot_identifier").is_some()
        || block.value("replicate_source_db").is_some();
    match block.flag(argument) {
        Flag::Off => true,
        Flag::Absent => !is_copy,
        Flag::On | Flag::Unknown => false,
    }
}
