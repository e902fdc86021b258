use std::process::ExitCode;

fn main() -> ExitCode {
    orders::main(orders::mailer::run)
}
