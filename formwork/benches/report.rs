//! The report of a file of 10,000 lines: with one mistake at its end, and with one in every line.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use formwork::{SourceFile, Stack};

/// A service with 10,000 variables, each of which a name starts.
fn manifest(name: &str) -> SourceFile {
    use std::fmt::Write as _;
    let mut text = "[stack]\nname = \"shop\"\n[service.web]\nimage = \"web:1\"\n".to_owned();
    text.push_str("[service.web.environment]\n");
    for index in 0..10_000 {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name}{index} = \"v\"");
    }
    text.push_str("1 = \"v\"\n");
    SourceFile::new("stack.toml", text)
}

fn report(source: &SourceFile) -> usize {
    let report = Stack::from_source(source).expect_err("a mistake is there");
    report.headlines().count() + report.to_string().len()
}

fn benchmark(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("report of 10,000 lines");
    group.sample_size(10);
    for (name, start) in [("one mistake", "K"), ("10,001 mistakes", "K-")] {
        let source = manifest(start);
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(report(&source)));
        });
    }
    group.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
