//! Synthesis in memory, from the text of a `stack.toml` to that of every file, by number of
//! services. `benches/synthesis.py` measures the same as a whole process.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use formwork::{SourceFile, Stack};

mod common;

const SERVICES: [usize; 4] = [1, 10, 100, 1000];

fn parse(source: &SourceFile) -> Stack {
    Stack::from_source(source).expect("the stack of the benchmark is valid")
}

fn synth(stack: &Stack) -> usize {
    formwork::synth(stack)
        .expect("formwork has no bug here")
        .len()
}

fn benchmark(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("synthesis");
    group.sample_size(10);
    for services in SERVICES {
        let source = SourceFile::new("stack.toml", common::manifest(services));
        let stack = parse(&source);
        group.throughput(Throughput::Elements(services as u64));
        let mut measure = |step, run: &dyn Fn() -> usize| {
            group.bench_function(BenchmarkId::new(step, services), |bencher| {
                bencher.iter(|| black_box(run()));
            });
        };
        measure("parse and validate", &|| {
            black_box(parse(&source));
            1
        });
        measure("synth", &|| synth(&stack));
        measure("both", &|| synth(&parse(&source)));
    }
    group.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
