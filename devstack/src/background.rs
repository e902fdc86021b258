//! The runtime on which everything of this crate runs.
//!
//! Tests have a runtime each, which ends with the test, while the stack serves all tests of a
//! process. So servers, and the connections that they share, belong to threads of their own.

use std::sync::LazyLock;

use tokio::runtime::{Builder, Handle, Runtime};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("devstack")
        .enable_all()
        .build()
        .expect("the operating system gives this process two threads")
});

/// The runtime of the stack.
pub(crate) fn handle() -> &'static Handle {
    RUNTIME.handle()
}

/// Runs `future` on the runtime of the stack, so that sockets which it opens outlive the caller's.
pub(crate) async fn run<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    finished(handle().spawn(future).await)
}

/// Runs `work`, which blocks, on a thread where it may.
pub(crate) async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    finished(handle().spawn_blocking(work).await)
}

/// The runtime lives as long as the process, so a task that doesn't end has panicked.
fn finished<T>(joined: Result<T, tokio::task::JoinError>) -> T {
    match joined {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
