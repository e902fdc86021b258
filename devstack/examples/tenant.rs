//! Everything that the API needs, for a script: prints the variables of a fresh tenant as one line
//! of JSON, and ends when standard input does.

use std::error::Error;
use std::io::{self, Read, Write};

use devstack::Devstack;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let stack = Devstack::ephemeral().await?;
    let tenant = stack.fresh().await?;
    let mut stdout = io::stdout();
    serde_json::to_writer(&mut stdout, tenant.variables())?;
    writeln!(stdout)?;
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
